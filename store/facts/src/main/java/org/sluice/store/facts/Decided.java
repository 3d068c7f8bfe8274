package org.sluice.store.facts;

import java.time.Instant;
import java.util.Optional;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.Restriction;

/**
 * A restriction as this node decided it.
 *
 * @param knownLift when the entity was lifted last, as far as this node knew
 */
record Decided(Restriction restriction, Optional<Instant> knownLift) {
  /** Whether it was decided with this lift in mind. To the millisecond, as it is kept. */
  boolean knew(Lift lift) {
    return knownLift.filter(at -> at.toEpochMilli() == lift.at().toEpochMilli()).isPresent();
  }
}
