package org.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process brings about, and not for a time. */
public final class Eventually {
  /** How long a slow, loaded machine may take. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long POLL_NANOS = 1_000_000;

  private Eventually() {}

  /** Returns once the condition holds; fails if it does not within {@link #PATIENCE}. */
  public static void holds(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
