package org.sluice.core.restriction;

import java.time.Duration;
import java.time.Instant;

/**
 * The end of a restriction.
 *
 * @param at when it ended
 * @param steadyMillis the same on the steady clock; usage before it is void
 * @param by the administrator, or {@value #BY_TIME} if it ended by itself
 * @param comment why, in the administrator's words
 * @param immuneUntil no limit restricts the sender again before this instant; equal to {@code at}
 *     if it is not immune
 */
public record Lift(Instant at, long steadyMillis, String by, String comment, Instant immuneUntil) {
  /** The author of a lift that time brought. */
  public static final String BY_TIME = "time";

  /**
   * Whether no limit may restrict now. A lift that makes nobody immune does not do so for a node
   * whose clock is behind that of the node that lifted either.
   */
  boolean makesImmune(Instant now) {
    return isRelease() && now.isBefore(immuneUntil);
  }

  /** Whether an administrator let the entity send again: not time, nor another restriction. */
  public boolean isRelease() {
    return immuneUntil.isAfter(at);
  }

  /**
   * The same lift, later than the one before it. The clock by which another node released may have
   * been ahead, and the restriction after that one counts as later than it.
   */
  public Lift laterThan(Lift before) {
    return steadyMillis > before.steadyMillis
        ? this
        : new Lift(at, before.steadyMillis + 1, by, comment, immuneUntil);
  }

  /**
   * The same lift, not older than what it ends. The clock by which another node restricted may have
   * been ahead, and where nodes share a ledger the later of a restriction and a lift holds.
   */
  Lift after(Instant created) {
    long behindMillis = Duration.between(at, created).toMillis();
    return behindMillis <= 0
        ? this
        : new Lift(at, steadyMillis + behindMillis, by, comment, immuneUntil);
  }
}
