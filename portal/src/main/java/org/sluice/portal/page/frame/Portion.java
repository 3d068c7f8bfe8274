package org.sluice.portal.page.frame;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A part of what is listed from the newest to the oldest: as much as a page has room for. Links
 * lead to the others.
 *
 * @param rows the newest first
 * @param newer how many are newer than these
 * @param all how many there are
 */
public record Portion<T>(List<T> rows, int newer, int all) {
  public Portion {
    rows = List.copyOf(rows);
  }

  /** The newest, at most so many. */
  public static <T> Portion<T> newest(List<T> list, int most) {
    return of(list, 0, most, Integer.MAX_VALUE, row -> 0);
  }

  /**
   * What there is room for; one, however long it is.
   *
   * @param list the newest first
   * @param newer how many of them are passed over
   * @param most at most so many
   * @param mostBytes which take at most so many bytes of the page
   * @param bytes how many one takes
   */
  public static <T> Portion<T> of(
      List<T> list, int newer, int most, int mostBytes, ToIntFunction<T> bytes) {
    int from = Math.clamp(newer, 0, list.size());
    int end = from;
    int used = 0;
    while (end < list.size() && end - from < most) {
      used += bytes.applyAsInt(list.get(end));
      if (used > mostBytes && end > from) {
        break;
      }
      end++;
    }
    return new Portion<>(list.subList(from, end), from, list.size());
  }

  /** How many are passed over to see what is older than these. */
  public int behind() {
    return newer + rows.size();
  }

  /** Whether there are others. */
  public boolean isPart() {
    return rows.size() < all;
  }

  /** Whether older ones follow. */
  public boolean hasOlder() {
    return behind() < all;
  }
}
