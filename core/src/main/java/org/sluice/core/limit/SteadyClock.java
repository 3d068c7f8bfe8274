package org.sluice.core.limit;

/**
 * Time for windows that does not jump when the wall clock does.
 *
 * <p>Windows need an instant that goes forward by what really passed. The wall clock is stepped by
 * administrators and NTP; the monotonic clock has no meaning after a restart. So steady time is the
 * wall clock less the sum of all its steps: {@code steady = wall - offset}. A step is seen as a
 * difference of more than {@value #TOLERANCE_MILLIS} ms between what the wall clock and the
 * monotonic clock say has passed since the last reading; slewing stays below it and is followed.
 * The offset is kept with the ledger, so that a restart goes on in the same steady time. A wall
 * clock found behind the last record after a restart was stepped back, and steady time goes on from
 * that record. A step forward while nothing ran cannot be told from time that passed.
 *
 * <p>Not thread-safe: the caller holds one reading at a time.
 */
public final class SteadyClock {
  /** Differences up to this are drift, not a step: one bucket of the shortest window. */
  public static final long TOLERANCE_MILLIS = 1_000;

  private long offsetMillis;
  private long lastWall;
  private long lastMonotonic;
  private long lastSteady;

  /**
   * @param offsetMillis as the ledger kept it, 0 at first
   * @param lastSteadyMillis the latest steady instant in the ledger, 0 if it is empty
   * @param wallMillis the wall clock now
   * @param monotonicMillis the monotonic clock now
   */
  public SteadyClock(
      long offsetMillis, long lastSteadyMillis, long wallMillis, long monotonicMillis) {
    boolean steppedBack =
        lastSteadyMillis > 0 && wallMillis - offsetMillis < lastSteadyMillis - TOLERANCE_MILLIS;
    this.offsetMillis = steppedBack ? wallMillis - lastSteadyMillis : offsetMillis;
    this.lastWall = wallMillis;
    this.lastMonotonic = monotonicMillis;
    this.lastSteady = Math.max(lastSteadyMillis, wallMillis - this.offsetMillis);
  }

  /** The steady instant of a reading of both clocks. Never goes back. */
  public long read(long wallMillis, long monotonicMillis) {
    long step = (wallMillis - lastWall) - (monotonicMillis - lastMonotonic);
    if (Math.abs(step) > TOLERANCE_MILLIS) {
      offsetMillis += step;
    }
    lastWall = wallMillis;
    lastMonotonic = monotonicMillis;
    lastSteady = Math.max(lastSteady, wallMillis - offsetMillis);
    return lastSteady;
  }

  /** What has to be kept: wall less steady time. */
  public long offsetMillis() {
    return offsetMillis;
  }
}
