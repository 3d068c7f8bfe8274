package org.sluice.core.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which receivers of a channel somebody who delivers asks for. Where several nodes deliver from one
 * outbox, one may lack the server or the webhook that another knows: what it cannot deliver it
 * leaves to the others. Immutable.
 *
 * @param only those that it can deliver to; empty if all of the channel
 * @param without those that it does not want now, because they are being served
 */
public record Reach(Optional<Set<String>> only, Set<String> without) {
  /**
   * How long after it was put in a delivery is left to the nodes that know its receiver: a day more
   * than these try it themselves. From then on every node takes it, so that one that nobody can
   * deliver is given up, and seen.
   */
  public static final Duration PATIENCE = Backoff.PATIENCE.plusDays(1);

  /** All of a channel. */
  public static final Reach ALL = new Reach(Optional.empty(), Set.of());

  /** None of a channel: it is left to others. */
  public static final Reach NONE = only(Set.of());

  public Reach {
    only = only.map(Set::copyOf);
    without = Set.copyOf(without);
  }

  /** These alone. */
  public static Reach only(Set<String> receivers) {
    return new Reach(Optional.of(receivers), Set.of());
  }

  /** All of a channel, or none. */
  public static Reach allIf(boolean can) {
    return can ? ALL : NONE;
  }

  /** The same but for these. */
  public Reach without(Set<String> receivers) {
    return new Reach(only, receivers);
  }

  /** Whether this delivery is among them now. */
  public boolean isFor(Outgoing outgoing, Instant now) {
    boolean can = only.isEmpty() || only.get().contains(outgoing.to());
    return !without.contains(outgoing.to()) && (can || !outgoing.created().isAfter(oldest(now)));
  }

  /** What was put in then or earlier is no longer left to others. */
  public static Instant oldest(Instant now) {
    return now.minus(PATIENCE);
  }
}
