package org.sluice.portal.monitoring;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Decisions by the minute, for the last {@value #KEPT} minutes: what the doors have counted is read
 * once a second, so the request path pays nothing. Thread-safe.
 */
public final class DecisionMinutes {
  /** Minutes that are kept: three hours. */
  public static final int KEPT = 180;

  private static final long MINUTE_MILLIS = 60_000;

  private final List<DecisionCounts> doors;
  private final long[] minutes = new long[KEPT];
  private final long[][] counts = new long[KEPT][];
  private long[] before = new long[Outcome.values().length];

  /** How a decision ended. */
  public enum Outcome {
    PERMITTED,
    DEFERRED,
    REFUSED
  }

  /**
   * One minute.
   *
   * @param minute minutes since 1970 (UTC)
   */
  public record Minute(long minute, long permitted, long deferred, long refused) {}

  /**
   * @param doors whose decisions are counted
   */
  public DecisionMinutes(List<DecisionCounts> doors) {
    this.doors = List.copyOf(doors);
  }

  /** To be called once a second: adds what was decided since the last time to this minute. */
  public synchronized void tick(long wallMillis) {
    long[] now = new long[before.length];
    doors.forEach(door -> door.addTo(now));
    long minute = wallMillis / MINUTE_MILLIS;
    int slot = (int) (minute % KEPT);
    long[] sum = counts[slot];
    if (sum == null || minutes[slot] != minute) {
      sum = new long[before.length];
    }
    for (int i = 0; i < now.length; i++) {
      sum[i] += now[i] - before[i];
    }
    minutes[slot] = minute;
    counts[slot] = sum;
    before = now;
  }

  /** The minutes to this one, oldest first; those in which nothing ran are 0. */
  public synchronized List<Minute> until(long wallMillis, int most) {
    long last = wallMillis / MINUTE_MILLIS;
    List<Minute> result = new ArrayList<>();
    for (long minute = last; minute > last - Math.min(most, KEPT) && minute >= 0; minute--) {
      int slot = (int) (minute % KEPT);
      long[] sum = minutes[slot] == minute ? counts[slot] : null;
      result.add(
          sum == null
              ? new Minute(minute, 0, 0, 0)
              : new Minute(
                  minute,
                  sum[Outcome.PERMITTED.ordinal()],
                  sum[Outcome.DEFERRED.ordinal()],
                  sum[Outcome.REFUSED.ordinal()]));
    }
    Collections.reverse(result);
    return result;
  }
}
