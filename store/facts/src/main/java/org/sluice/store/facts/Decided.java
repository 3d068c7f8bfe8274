package org.sluice.store.facts;

import java.util.OptionalLong;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.Restriction;

/**
 * A restriction as this node decided it.
 *
 * @param knownLiftMillis when the entity was lifted last on the steady clock, as far as this node
 *     knew: of a lift by time that is the same whoever looked, which when they looked is not
 */
record Decided(Restriction restriction, OptionalLong knownLiftMillis) {
  /**
   * Whether it holds although the entity was lifted: it was decided with that lift, or a later one,
   * in mind, or after its own end had freed the entity. Other lifts make void what it was decided
   * on.
   */
  boolean holdsAfter(Lift lift) {
    return knownMillis() >= lift.steadyMillis() || isYoungerThanEnd(lift);
  }

  /** Whether it began after a lift that time brought, for whoever knew of that or did not. */
  boolean isYoungerThanEnd(Lift lift) {
    return lift.by().equals(Lift.BY_TIME)
        && lift.steadyMillis() <= restriction.created().toEpochMilli();
  }

  /** Usage before it did not count for the decision; 0 if all did. */
  long knownMillis() {
    return knownLiftMillis.orElse(0);
  }
}
