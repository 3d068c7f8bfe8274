package org.sluice.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.sluice.app.serve.TimeSource;

/** Clocks that begin in the past and catch up with this machine's. Thread-safe. */
final class DemoTime implements TimeSource {
  private final AtomicLong behindMillis;

  DemoTime(Duration behind) {
    this.behindMillis = new AtomicLong(behind.toMillis());
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis() - behindMillis.get();
  }

  @Override
  public long monotonicMillis() {
    return System.nanoTime() / 1_000_000 - behindMillis.get();
  }

  /** Goes forward to this machine's time. */
  void catchUp() {
    behindMillis.set(0);
  }

  /** Goes forward to an instant, or to this machine's time if that comes before. */
  void forwardTo(Instant instant) {
    long wanted = System.currentTimeMillis() - instant.toEpochMilli();
    behindMillis.accumulateAndGet(Math.max(0, wanted), Math::min);
  }
}
