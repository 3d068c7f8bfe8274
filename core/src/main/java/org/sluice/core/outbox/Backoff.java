package org.sluice.core.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sluice.core.outbox.Delivery.State;

/**
 * When to try again. Quickly at first, because most failures are short (a restarting server), then
 * every half hour, and two days in all: the span after which a mail server gives up by custom (RFC
 * 5321 section 4.5.4.1 asks for 4-5 days, but an alert that old is no alert).
 */
public final class Backoff {
  /** How long a delivery is tried. */
  public static final Duration PATIENCE = Duration.ofDays(2);

  /**
   * How often it is tried at least, over some two hours: a machine that was switched off for days
   * has tried nothing.
   */
  public static final int LEAST_TRIES = 10;

  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(30));

  /** The longest wait between two tries. */
  public static final Duration LONGEST = WAITS.getLast();

  private Backoff() {}

  /** The wait after so many earlier attempts and one more that failed. */
  public static Duration waiting(int attempts) {
    return WAITS.get(Math.min(attempts, WAITS.size() - 1));
  }

  /** What follows an attempt that failed but may succeed later. */
  public static Outbox.Attempt after(Delivery delivery, String error, Instant now) {
    Instant end = delivery.outgoing().created().plus(PATIENCE);
    Instant due = now.plus(waiting(delivery.attempts()));
    return due.isAfter(end) && delivery.attempts() + 1 >= LEAST_TRIES
        ? refused("Given up after " + PATIENCE.toHours() + " hours: " + error, now)
        : new Outbox.Attempt(State.WAITING, due, error);
  }

  /** What follows an attempt that can never succeed. */
  public static Outbox.Attempt refused(String error, Instant now) {
    return new Outbox.Attempt(State.GIVEN_UP, now, error);
  }
}
