package org.sluice.app;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.sluice.app.serve.TimeSource;

/** A clock that a test moves. Thread-safe. */
public final class MovableTime implements TimeSource {
  private final AtomicLong millis;

  public MovableTime(Instant start) {
    this.millis = new AtomicLong(start.toEpochMilli());
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    millis.addAndGet(time.toMillis());
  }

  /** What the clock shows. */
  public Instant now() {
    return Instant.ofEpochMilli(millis.get());
  }

  @Override
  public long wallMillis() {
    return millis.get();
  }

  @Override
  public long monotonicMillis() {
    return millis.get();
  }
}
