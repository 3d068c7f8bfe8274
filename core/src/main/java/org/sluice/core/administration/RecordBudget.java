package org.sluice.core.administration;

import java.time.Instant;
import java.util.Map;

/**
 * How many events of one kind are recorded one by one in a minute; those beyond are counted, and
 * the next record says how many they were. Not thread-safe.
 */
final class RecordBudget {
  private final int mostOfMinute;
  private long minute;
  private int taken;
  private long unrecorded;

  /**
   * @param mostOfMinute at least 1
   */
  RecordBudget(int mostOfMinute) {
    this.mostOfMinute = mostOfMinute;
  }

  /**
   * Whether the next event is recorded.
   *
   * @param facts of its record, to which the number of those is added that were not
   */
  boolean takes(Instant now, Map<String, String> facts) {
    if (minute != minuteOf(now)) {
      minute = minuteOf(now);
      taken = 0;
    }
    if (taken >= mostOfMinute) {
      unrecorded++;
      return false;
    }
    taken++;
    if (unrecorded > 0) {
      facts.put("NotRecordedBefore", Long.toString(unrecorded));
      unrecorded = 0;
    }
    return true;
  }

  /** Whether nothing is to be remembered of it in this minute. */
  boolean isIdle(Instant now) {
    return minute != minuteOf(now) && unrecorded == 0;
  }

  private static long minuteOf(Instant now) {
    return now.getEpochSecond() / 60;
  }
}
