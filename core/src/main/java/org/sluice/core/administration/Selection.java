package org.sluice.core.administration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what would stand at some places if a list were sorted, without sorting the rest: a page of
 * a hundred thousand costs one pass or two, not seventeen.
 *
 * <p>Hoare's quickselect ("Algorithm 65: Find", CACM 4(7), 1961), once for each end of the wanted
 * places; the middle one of three is the pivot, so that sorted input is no bad case.
 */
final class Selection {
  private Selection() {}

  /**
   * The elements at places {@code from} (included) to {@code to} (excluded) of the sorted list.
   *
   * @param all is reordered
   */
  static <T> List<T> slice(T[] all, Comparator<? super T> order, int from, int to) {
    int first = Math.clamp(from, 0, all.length);
    int end = Math.clamp(to, first, all.length);
    if (first > 0 && first < all.length) {
      partition(all, order, 0, first);
    }
    if (end < all.length && end > first) {
      partition(all, order, first, end);
    }
    Arrays.sort(all, first, end, order);
    return List.of(Arrays.copyOfRange(all, first, end));
  }

  /** Brings what belongs before {@code place} before it, from {@code low} on. */
  private static <T> void partition(T[] all, Comparator<? super T> order, int low, int place) {
    int left = low;
    int right = all.length - 1;
    while (left < right) {
      T pivot = median(all, order, left, right);
      int up = left;
      int down = right;
      while (up <= down) {
        while (order.compare(all[up], pivot) < 0) {
          up++;
        }
        while (order.compare(all[down], pivot) > 0) {
          down--;
        }
        if (up <= down) {
          T held = all[up];
          all[up++] = all[down];
          all[down--] = held;
        }
      }
      if (place <= down) {
        right = down;
      } else if (place >= up) {
        left = up;
      } else {
        return;
      }
    }
  }

  private static <T> T median(T[] all, Comparator<? super T> order, int left, int right) {
    T a = all[left];
    T b = all[(left + right) >>> 1];
    T c = all[right];
    T low = order.compare(a, b) <= 0 ? a : b;
    T high = order.compare(a, b) <= 0 ? b : a;
    return order.compare(c, low) <= 0 ? low : order.compare(c, high) >= 0 ? high : c;
  }
}
