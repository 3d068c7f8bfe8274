package org.sluice.e2e;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.sluice.app.serve.TimeSource;

/** The machine's clocks, moved forward by the scenario. Thread-safe. */
final class MovableTime implements TimeSource {
  private volatile long movedMillis;

  @Override
  public long wallMillis() {
    return System.currentTimeMillis() + movedMillis;
  }

  @Override
  public long monotonicMillis() {
    return System.nanoTime() / 1_000_000 + movedMillis;
  }

  void forward(long millis) {
    movedMillis += millis;
  }

  /** One second after the next midnight UTC. */
  void toMidnight() {
    Instant now = Instant.ofEpochMilli(wallMillis());
    Instant midnight =
        LocalDate.ofInstant(now, ZoneOffset.UTC)
            .plusDays(1)
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC);
    forward(midnight.toEpochMilli() - now.toEpochMilli() + 1000);
  }
}
