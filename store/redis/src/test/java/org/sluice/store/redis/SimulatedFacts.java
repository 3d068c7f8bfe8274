package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;

/**
 * The database of facts; its news reach the other nodes a while later. It can be lost: then what
 * limits restrict binds on its node at once and is written when the database is back, by the rules
 * of the real one.
 */
final class SimulatedFacts {
  private static final long MOST_NEWS_MILLIS = 2_000;

  final Map<RestrictedEntity, Standing> truth = new HashMap<>();
  final List<SimulatedNode> nodes = new ArrayList<>();

  /** Whom a limit restricted, as somebody was told who was not killed before it was written. */
  final Set<RestrictedEntity> restricted = new HashSet<>();

  /** What of each was lifted, by whom or what ever. */
  private final Map<RestrictedEntity, Set<String>> lifted = new HashMap<>();

  private final SimulatedTime time;
  private final List<Write> waiting = new ArrayList<>();
  private boolean lost;

  private record Write(SimulatedNode by, RestrictedEntity entity, Runnable write) {}

  SimulatedFacts(SimulatedTime time) {
    this.time = time;
  }

  boolean isLost() {
    return lost;
  }

  void lose() {
    lost = true;
  }

  /** Takes writes again: what waited is written, everybody reads everything, who is down starts. */
  void mend() {
    lost = false;
    waiting.forEach(write -> write.write().run());
    waiting.clear();
    nodes.stream().filter(node -> node.down).forEach(SimulatedNode::begin);
    nodes.forEach(node -> truth.keySet().forEach(entity -> refresh(node, entity)));
  }

  /** What a killed node had not written is gone. */
  void forget(SimulatedNode killed) {
    waiting.removeIf(write -> {
      if (write.by() == killed) {
        restricted.remove(write.entity());
      }
      return write.by() == killed;
    });
  }

  private void write(SimulatedNode by, RestrictedEntity entity, Runnable write) {
    if (lost) {
      waiting.add(new Write(by, entity, write));
    } else {
      write.run();
    }
  }

  private boolean isWaiting(SimulatedNode node, RestrictedEntity entity) {
    return waiting.stream().anyMatch(w -> w.by() == node && w.entity().equals(entity));
  }

  /** By a limit, or by hand while it is not lost. */
  Restriction restrict(Restriction wanted, SimulatedNode by) {
    Standing before = by.standing(wanted.entity());
    if (before.open().isPresent()) {
      return before.open().get();
    }
    by.copy.put(wanted.entity(), new Standing(Optional.of(wanted), before.lastLift()));
    restricted.add(wanted.entity());
    write(by, wanted.entity(), () -> insert(wanted, before, by));
    return by.standing(wanted.entity()).open().orElse(wanted);
  }

  /** The first stays; of a sender that was released meanwhile, unheard of, nothing is written. */
  private void insert(Restriction wanted, Standing before, SimulatedNode by) {
    Standing now = standing(wanted.entity());
    boolean unheard = now.lastLift().isPresent() && !now.lastLift().equals(before.lastLift());
    boolean first = now.open().isEmpty() && !unheard;
    tell(wanted.entity(), first ? new Standing(Optional.of(wanted), now.lastLift()) : now, by);
  }

  /** The lift as it is kept. */
  Lift lift(RestrictedEntity entity, Lift lift, SimulatedNode by) {
    Lift kept = standing(entity).open().orElseThrow().lifted(lift).lift().orElseThrow();
    noteLift(standing(entity).open().orElseThrow());
    tell(entity, new Standing(Optional.empty(), Optional.of(kept)), by);
    return kept;
  }

  /** Its end has come; the node that ends it for all lowers the flag. */
  void runOut(Restriction restriction, Lift lift, SimulatedNode by) {
    RestrictedEntity entity = restriction.entity();
    Lift kept = restriction.lifted(lift).lift().orElseThrow();
    by.copy.put(entity, new Standing(Optional.empty(), Optional.of(kept)));
    noteLift(restriction);
    write(
        by,
        entity,
        () -> {
          if (standing(entity).open().filter(o -> o.id().equals(restriction.id())).isPresent()) {
            tell(entity, new Standing(Optional.empty(), Optional.of(kept)), by);
            by.ledger.lower(entity, kept);
          } else {
            refresh(by, entity);
          }
        });
  }

  private void noteLift(Restriction ended) {
    lifted.computeIfAbsent(ended.entity(), e -> new HashSet<>()).add(ended.id());
  }

  /** Whether any node has lifted it, even if the others have not heard of it. */
  boolean wasLifted(Restriction restriction) {
    return lifted.getOrDefault(restriction.entity(), Set.of()).contains(restriction.id());
  }

  /** How often it may have begun afresh. */
  int lifts(RestrictedEntity entity) {
    return lifted.getOrDefault(entity, Set.of()).size();
  }

  private Standing standing(RestrictedEntity entity) {
    return truth.getOrDefault(entity, Standing.FREE);
  }

  private void tell(RestrictedEntity entity, Standing standing, SimulatedNode by) {
    truth.put(entity, standing);
    by.copy.put(entity, standing);
    for (SimulatedNode node : nodes) {
      time.after(time.between(1, MOST_NEWS_MILLIS), () -> refresh(node, entity));
    }
  }

  /** What a node has not written yet goes on binding there; who cannot read hears nothing. */
  private void refresh(SimulatedNode node, RestrictedEntity entity) {
    if (!lost && !isWaiting(node, entity)) {
      node.copy.put(entity, standing(entity));
    }
  }
}
