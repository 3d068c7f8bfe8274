package org.sluice.app.serve;

import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.SteadyClock;

/**
 * Reads the machine's clocks into one {@link Moment}; where nodes share a clock, that one, for
 * people and windows alike. Thread-safe.
 */
final class ServerClock implements Supplier<Moment> {
  private final TimeSource time;
  private final SteadyClock steady;
  private final LongSupplier shared;

  /**
   * @param shared Unix milliseconds that all nodes have in common; 0 if there are none
   */
  ServerClock(TimeSource time, long offsetMillis, long lastSteadyMillis, LongSupplier shared) {
    this.time = time;
    this.shared = shared;
    this.steady =
        new SteadyClock(offsetMillis, lastSteadyMillis, time.wallMillis(), time.monotonicMillis());
  }

  @Override
  public synchronized Moment get() {
    long common = shared.getAsLong();
    if (common != 0) {
      return new Moment(common, common);
    }
    long wall = time.wallMillis();
    return new Moment(wall, steady.read(wall, time.monotonicMillis()));
  }

  /** The wall clock, and this machine's own clock that only goes forward. */
  Moment own() {
    return new Moment(instant().toEpochMilli(), monotonicMillis());
  }

  /** This machine's own clock that only goes forward. */
  long monotonicMillis() {
    return time.monotonicMillis();
  }

  /** The wall clock. */
  Instant instant() {
    long common = shared.getAsLong();
    return Instant.ofEpochMilli(common == 0 ? time.wallMillis() : common);
  }

  /** What the ledger has to keep so that windows survive a restart after a step. */
  synchronized long offsetMillis() {
    return steady.offsetMillis();
  }
}
