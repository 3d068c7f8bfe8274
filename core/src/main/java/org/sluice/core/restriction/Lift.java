package org.sluice.core.restriction;

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
}
