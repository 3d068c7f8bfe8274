package org.sluice.store.facts;

import java.time.Duration;
import java.time.Instant;

/**
 * When something is to be done that is done once in a while, by the wall clock. A clock that went
 * forward and came back puts it off for no longer than that while. Thread-safe.
 */
final class Recurring {
  private final Duration every;
  private volatile Instant next = Instant.MIN;

  Recurring(Duration every) {
    this.every = every;
  }

  /** Whether it is time. */
  boolean isDue(Instant now) {
    return !now.isBefore(next) || next.isAfter(now.plus(every));
  }

  /** It is done, as far as it is to be done now. */
  void done(Instant now) {
    next = now.plus(every);
  }
}
