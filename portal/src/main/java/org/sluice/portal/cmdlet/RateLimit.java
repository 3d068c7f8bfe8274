package org.sluice.portal.cmdlet;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Calls per administrator and minute, in fixed minutes: a brake for runaway scripts. Thread-safe.
 */
final class RateLimit {
  static final int CALLS_PER_MINUTE = 6_000;

  private static final long MINUTE_MILLIS = 60_000;

  private final LongSupplier monotonicMillis;
  private final Map<String, Integer> calls = new HashMap<>();
  private long minute;

  /**
   * @param monotonicMillis a clock that only goes forward; its zero means nothing
   */
  RateLimit(LongSupplier monotonicMillis) {
    this.monotonicMillis = monotonicMillis;
  }

  /** Counts calls; answers 0, or after how many seconds to try again. */
  synchronized int take(String user, int count) {
    long now = monotonicMillis.getAsLong();
    long current = Math.floorDiv(now, MINUTE_MILLIS);
    if (current != minute) {
      minute = current;
      calls.clear();
    }
    int made = calls.merge(user, count, Integer::sum);
    return made <= CALLS_PER_MINUTE
        ? 0
        : (int) ((MINUTE_MILLIS - Math.floorMod(now, MINUTE_MILLIS) + 999) / 1000);
  }
}
