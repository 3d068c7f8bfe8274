package org.sluice.core.limit;

/**
 * A sender's recipients of the last day, in a run of words that any store can hold.
 *
 * <p><b>The problem.</b> A window must slide: whatever instant it begins at, no more than the limit
 * may pass in its length. Keeping each event is exact and unbounded; counting per clock hour lets
 * twice the limit through around the edge.
 *
 * <p><b>The answer.</b> Events are summed in buckets, one minute wide for the hour window, five
 * minutes wide for the day. A bucket counts in full until all of it is old. So at every instant the
 * sum covers at least the true window and at most one bucket more: the error is strict and bounded.
 * At {@code t} in minute {@code n} the hour sums the minutes {@code n-60 … n}, 61 of them, and the
 * day the five-minute slots {@code s-288 … s}, 289 of them. One list serves both: a word per minute
 * while the minute is within the hour, then the words of one slot are merged. A sender holds at
 * most {@value #MOST_WORDS} words however it sends, and one that sent in four minutes holds four.
 *
 * <p><b>A word</b> is 26 bits of minutes since 2020-01-01 UTC (until 2147), 19 bits of internal and
 * 19 bits of external recipients. A count that is full stays full ({@value #FULL}): it is above
 * every limit ({@link Limits#MOST}), so saturation never lets more through.
 *
 * <p>Words stand in order of time. Pure functions on the caller's array; thread-safe as the array
 * is.
 */
public final class Buckets {
  /** Words that one sender may hold: 61 minutes and 288 older slots. */
  public static final int MOST_WORDS = 61 + 288;

  /** The count that a word cannot exceed. */
  public static final int FULL = (1 << 19) - 1;

  /** Minutes of the hour window beside the current one. */
  static final int HOUR = 60;

  /** Minutes of a slot of the day window. */
  static final int SLOT = 5;

  /** Slots of the day window beside the current one. */
  static final int DAY = 288;

  private static final long EPOCH_MINUTE = 1_577_836_800_000L / 60_000;

  private Buckets() {}

  /** The minute of an instant. */
  public static int minuteOf(long millis) {
    return (int) (Math.floorDiv(millis, 60_000L) - EPOCH_MINUTE);
  }

  /** The first millisecond of a minute. */
  public static long millisOf(int minute) {
    return (minute + EPOCH_MINUTE) * 60_000;
  }

  /** A word of one minute. */
  public static long word(int minute, int internal, int external) {
    return (long) minute << 38 | (long) Math.min(internal, FULL) << 19 | Math.min(external, FULL);
  }

  public static int minute(long word) {
    return (int) (word >>> 38);
  }

  public static int internal(long word) {
    return (int) (word >>> 19) & FULL;
  }

  public static int external(long word) {
    return (int) word & FULL;
  }

  /** Whether the hour window at minute {@code now} still holds this minute. */
  public static boolean inHour(int minute, int now) {
    return minute >= now - HOUR;
  }

  /** Whether the day window at minute {@code now} still holds this minute. */
  public static boolean inDay(int minute, int now) {
    return minute / SLOT >= now / SLOT - DAY;
  }

  /**
   * Drops what is older than a day and merges what is older than an hour into slots, in place.
   *
   * @return how many words remain from {@code from} on
   */
  public static int tidy(long[] words, int from, int count, int now) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      long word = words[from + i];
      int minute = minute(word);
      if (!inDay(minute, now)) {
        continue;
      }
      if (!inHour(minute, now)) {
        word = word(minute - minute % SLOT, internal(word), external(word));
      }
      boolean same = kept > 0 && minute(words[from + kept - 1]) == minute(word);
      if (same) {
        words[from + kept - 1] = sum(words[from + kept - 1], word);
      } else {
        words[from + kept++] = word;
      }
    }
    return kept;
  }

  /** Whether counting in this minute needs one more word than there are. */
  public static boolean needsWord(long[] words, int from, int count, int minute) {
    return count == 0 || minute(words[from + count - 1]) < minute;
  }

  /**
   * Counts recipients in a minute; one before the last word's goes to the last word, so that time
   * never goes back. The caller has room for the word that {@link #needsWord} asks for.
   *
   * @return how many words there are now
   */
  public static int add(long[] words, int from, int count, int minute, int internal, int external) {
    if (needsWord(words, from, count, minute)) {
      words[from + count] = word(minute, internal, external);
      return count + 1;
    }
    int last = from + count - 1;
    words[last] = sum(words[last], word(minute, internal, external));
    return count;
  }

  /**
   * Gives recipients back that were counted in a minute, as far as their word is still there. The
   * word may have become a slot's.
   */
  public static void giveBack(
      long[] words, int from, int count, int minute, int internal, int external) {
    for (int i = count - 1; i >= 0; i--) {
      long word = words[from + i];
      if (minute(word) <= minute) {
        if (minute(word) == minute || minute(word) == minute - minute % SLOT) {
          words[from + i] =
              word(
                  minute(word),
                  Math.max(0, internal(word) - internal),
                  Math.max(0, external(word) - external));
        }
        return;
      }
    }
  }

  private static long sum(long a, long b) {
    return word(minute(a), internal(a) + internal(b), external(a) + external(b));
  }
}
