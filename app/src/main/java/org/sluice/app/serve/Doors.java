package org.sluice.app.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.sluice.core.decision.Guard;
import org.sluice.core.limit.Moment;
import org.sluice.core.mail.Submission;
import org.sluice.portal.monitoring.DecisionCounts;

/** Makes the doors, each with counts of its own. Not thread-safe: used while assembling. */
final class Doors {
  private final Guard guard;
  private final Supplier<Moment> clock;
  private final RefusalLog refusals;
  private final List<DecisionCounts> counts = new ArrayList<>();

  Doors(Guard guard, Supplier<Moment> clock, RefusalLog refusals) {
    this.guard = guard;
    this.clock = clock;
    this.refusals = refusals;
  }

  /** A door of this name, for the metrics. */
  Door named(String name) {
    return named(name, submission -> false);
  }

  /** A door some of whose refusals are not yet the answer. */
  Door named(String name, Predicate<Submission> comesLater) {
    DecisionCounts own = new DecisionCounts(name);
    counts.add(own);
    return new Door(guard, clock, refusals, own, comesLater);
  }

  /** The counts of all doors so far. */
  List<DecisionCounts> counts() {
    return List.copyOf(counts);
  }
}
