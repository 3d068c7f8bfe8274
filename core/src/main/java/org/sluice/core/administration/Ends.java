package org.sluice.core.administration;

import java.time.Instant;
import java.util.List;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Restriction;

/**
 * Whether one of the open restrictions has run out, looked at once for each list of them: between
 * two changes a hundred thousand need not be read for six of them. Thread-safe.
 */
final class Ends {
  /** The first end in a list; the list by its identity. */
  private record Soonest(List<Restriction> open, Instant end) {}

  private volatile Soonest known = new Soonest(List.of(), Instant.MAX);

  /** Whether the first end in the list has come. */
  @SuppressWarnings("ReferenceEquality") // The very list: another one is another state.
  boolean hasCome(List<Restriction> open, Instant now) {
    Soonest soonest = known;
    if (soonest.open() != open) {
      soonest = new Soonest(open, first(open));
      known = soonest;
    }
    return !now.isBefore(soonest.end());
  }

  private static Instant first(List<Restriction> open) {
    Instant first = Instant.MAX;
    for (Restriction restriction : open) {
      if (restriction.block() instanceof Block.Until(Instant end) && end.isBefore(first)) {
        first = end;
      }
    }
    return first;
  }
}
