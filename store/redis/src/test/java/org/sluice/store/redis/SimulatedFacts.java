package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;

/**
 * The database of facts, which does not fail here; its news reach the other nodes a while later.
 */
final class SimulatedFacts {
  private static final long MOST_NEWS_MILLIS = 2_000;

  final Map<RestrictedEntity, Standing> truth = new HashMap<>();
  final List<SimulatedNode> nodes = new ArrayList<>();
  private final SimulatedTime time;

  SimulatedFacts(SimulatedTime time) {
    this.time = time;
  }

  Restriction restrict(Restriction wanted, SimulatedNode by) {
    Standing before = standing(wanted.entity());
    Restriction kept = before.open().orElse(wanted);
    tell(wanted.entity(), new Standing(Optional.of(kept), before.lastLift()), by);
    return kept;
  }

  /** The lift as it is kept. */
  Lift lift(RestrictedEntity entity, Lift lift, SimulatedNode by) {
    Lift kept = standing(entity).open().orElseThrow().lifted(lift).lift().orElseThrow();
    tell(entity, new Standing(Optional.empty(), Optional.of(kept)), by);
    return kept;
  }

  private Standing standing(RestrictedEntity entity) {
    return truth.getOrDefault(entity, Standing.FREE);
  }

  private void tell(RestrictedEntity entity, Standing standing, SimulatedNode by) {
    truth.put(entity, standing);
    by.copy.put(entity, standing);
    for (SimulatedNode node : nodes) {
      time.after(time.between(1, MOST_NEWS_MILLIS), () -> node.copy.put(entity, standing(entity)));
    }
  }
}
