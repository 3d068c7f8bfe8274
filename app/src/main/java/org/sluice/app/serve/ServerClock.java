package org.sluice.app.serve;

import java.time.Instant;
import java.util.function.Supplier;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.SteadyClock;

/** Reads the machine's clocks into one {@link Moment}. Thread-safe. */
final class ServerClock implements Supplier<Moment> {
  private final TimeSource time;
  private final SteadyClock steady;

  ServerClock(TimeSource time, long offsetMillis, long lastSteadyMillis) {
    this.time = time;
    this.steady =
        new SteadyClock(offsetMillis, lastSteadyMillis, time.wallMillis(), time.monotonicMillis());
  }

  @Override
  public synchronized Moment get() {
    long wall = time.wallMillis();
    return new Moment(wall, steady.read(wall, time.monotonicMillis()));
  }

  /** The wall clock. */
  Instant instant() {
    return Instant.ofEpochMilli(time.wallMillis());
  }

  /** What the ledger has to keep so that windows survive a restart after a step. */
  synchronized long offsetMillis() {
    return steady.offsetMillis();
  }
}
