package org.sluice.core.limit;

/**
 * A sender's messages of the last minute: a word per second that had any, the second since 1970 in
 * the high half and the count in the low. The window at second {@code n} sums {@code n-60 … n}: a
 * second counts until all of it is old. Pure functions on the caller's array.
 */
final class Seconds {
  /** Seconds of the window beside the current one. */
  static final int MINUTE = 60;

  /** Words that one sender may hold. */
  static final int MOST_WORDS = MINUTE + 1;

  private Seconds() {}

  static int second(long word) {
    return (int) (word >>> 32);
  }

  static int count(long word) {
    return (int) word;
  }

  static long word(int second, int count) {
    return (long) second << 32 | count;
  }

  /** Drops what is old, in place; answers how many words remain. */
  static int tidy(long[] words, int from, int count, int now) {
    int old = 0;
    while (old < count && second(words[from + old]) < now - MINUTE) {
      old++;
    }
    if (old > 0) {
      System.arraycopy(words, from + old, words, from, count - old);
    }
    return count - old;
  }

  static int sum(long[] words, int from, int count) {
    int sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += count(words[i]);
    }
    return sum;
  }

  /** Counts one message; answers how many words there are now. */
  static int add(long[] words, int from, int count, int now) {
    if (count > 0 && second(words[from + count - 1]) >= now) {
      words[from + count - 1]++;
      return count;
    }
    words[from + count] = word(now, 1);
    return count + 1;
  }

  /** Gives one message back that was counted in a second, if its word is still there. */
  static void giveBack(long[] words, int from, int count, int second) {
    for (int i = from; i < from + count; i++) {
      if (second(words[i]) == second && count(words[i]) > 0) {
        words[i]--;
      }
    }
  }

  /** The second at which {@code surplus} messages have left the window. */
  static int leaves(long[] words, int from, int count, int surplus) {
    int left = 0;
    for (int i = from; i < from + count; i++) {
      left += count(words[i]);
      if (left >= surplus) {
        return second(words[i]) + MINUTE + 1;
      }
    }
    return 0;
  }
}
