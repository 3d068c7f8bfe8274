package org.sluice.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;
import org.sluice.store.redis.SimulatedStore.Fault;

/**
 * The database of facts; its news reach the other nodes a while later. It can be lost: then what
 * limits restrict binds on its node at once and is written when the database is back, by the rules
 * of the real one.
 */
final class SimulatedFacts {
  private static final long MOST_NEWS_MILLIS = 2_000;

  final Map<RestrictedEntity, Standing> truth = new LinkedHashMap<>();
  final List<SimulatedNode> nodes = new ArrayList<>();

  /** What nodes decided that were not killed before it was written. */
  private final Map<RestrictedEntity, List<Restriction>> decided = new HashMap<>();

  /** What nodes decided, also those that were killed before it was written. */
  private final Map<RestrictedEntity, List<Restriction>> ever = new HashMap<>();

  /** What of each was lifted, by whom or what ever. */
  private final Map<RestrictedEntity, Set<String>> lifted = new HashMap<>();

  /** Restrictions that somebody lifted. */
  private final Set<String> byHand = new HashSet<>();

  private final SimulatedTime time;
  private final boolean dropsAfterAnyLift;
  private final List<Write> waiting = new ArrayList<>();
  private final Set<SimulatedNode> cutOff = new HashSet<>();
  private boolean lost;

  private record Write(
      SimulatedNode by, RestrictedEntity entity, Optional<Restriction> wanted, Runnable write) {}

  SimulatedFacts(SimulatedTime time, Set<Fault> faults) {
    this.time = time;
    this.dropsAfterAnyLift = faults.contains(Fault.DROPS_AFTER_ANY_LIFT);
  }

  /** To this node. */
  boolean isLost(SimulatedNode node) {
    return lost || cutOff.contains(node);
  }

  void lose() {
    lost = true;
  }

  /** Of one node alone. */
  void cutOff(SimulatedNode node) {
    cutOff.add(node);
  }

  void join(SimulatedNode node) {
    cutOff.remove(node);
    catchUp();
  }

  /**
   * Takes writes again: what waited is written, of each node in its order and of the nodes in any;
   * everybody reads everything, who is down starts.
   */
  void mend() {
    lost = false;
    catchUp();
  }

  private void catchUp() {
    for (List<Write> due = due(); !due.isEmpty(); due = due()) {
      SimulatedNode next = due.get(time.chance.nextInt(due.size())).by();
      Write first = due.stream().filter(w -> w.by() == next).findFirst().orElseThrow();
      waiting.remove(first);
      first.write().run();
    }
    nodes.stream().filter(n -> n.down && !isLost(n)).forEach(SimulatedNode::begin);
    nodes.forEach(node -> truth.keySet().forEach(entity -> refresh(node, entity)));
  }

  private List<Write> due() {
    return waiting.stream().filter(w -> !isLost(w.by())).toList();
  }

  /** What a killed node had not written is gone. */
  void forget(SimulatedNode killed) {
    waiting.stream()
        .filter(write -> write.by() == killed)
        .forEach(write -> write.wanted().ifPresent(gone -> decided(gone.entity()).remove(gone)));
    waiting.removeIf(write -> write.by() == killed);
  }

  private List<Restriction> decided(RestrictedEntity entity) {
    return decided.computeIfAbsent(entity, e -> new ArrayList<>());
  }

  private void write(Write write) {
    if (isLost(write.by())) {
      waiting.add(write);
    } else {
      write.write().run();
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
    decided(wanted.entity()).add(wanted);
    ever.computeIfAbsent(wanted.entity(), e -> new ArrayList<>()).add(wanted);
    write(new Write(by, wanted.entity(), Optional.of(wanted), () -> insert(wanted, before, by)));
    return by.standing(wanted.entity()).open().orElse(wanted);
  }

  /**
   * The first stays, if its end had not come; of a sender that was released meanwhile, unheard of,
   * nothing is written.
   */
  private void insert(Restriction wanted, Standing before, SimulatedNode by) {
    standing(wanted.entity())
        .open()
        .filter(open -> open.hasRunOut(wanted.created()))
        .ifPresent(over -> {
          noteLift(over);
          Lift end = over.runOut(wanted.created(), wanted.created().toEpochMilli());
          Lift kept = over.lifted(end).lift().orElseThrow();
          tell(over.entity(), ended(standing(over.entity()), kept), by);
        });
    Standing now = standing(wanted.entity());
    boolean none = now.open().isEmpty();
    boolean first = none && now.lastLift().filter(l -> isUnheard(l, wanted, before)).isEmpty();
    tell(wanted.entity(), first ? new Standing(Optional.of(wanted), now.lastLift()) : now, by);
    Standing kept = standing(wanted.entity());
    if (!kept.open().equals(Optional.of(wanted))) {
      by.ledger.takeBack(wanted, before.afreshMillis(), kept);
    }
  }

  private boolean isUnheard(Lift lift, Restriction wanted, Standing before) {
    return dropsAfterAnyLift
        ? !before.lastLift().equals(Optional.of(lift))
        : before.afreshMillis() < lift.steadyMillis() && !isYoungerThanEnd(wanted, lift);
  }

  private static boolean isYoungerThanEnd(Restriction restriction, Lift lift) {
    return lift.by().equals(Lift.BY_TIME)
        && lift.steadyMillis() <= restriction.created().toEpochMilli();
  }

  /** Whether a limit restricted it after all that ended by itself, and it is not restricted. */
  boolean lacks(RestrictedEntity entity) {
    Standing now = standing(entity);
    return now.open().isEmpty()
        && decided(entity).stream()
            .anyMatch(r -> now.lastLift().filter(l -> !isYoungerThanEnd(r, l)).isEmpty());
  }

  /** The lift as it is kept. */
  Lift lift(RestrictedEntity entity, Lift lift, SimulatedNode by) {
    Restriction open = standing(entity).open().orElseThrow();
    Lift wanted = open.lifted(lift).lift().orElseThrow();
    Lift kept = standing(entity).lastLift().map(wanted::laterThan).orElse(wanted);
    noteLift(open);
    byHand.add(open.id());
    tell(entity, new Standing(Optional.empty(), Optional.of(kept)), by);
    return kept;
  }

  /** Its end has come; the node that ends it for all lowers the flag. */
  void runOut(Restriction restriction, Lift lift, SimulatedNode by) {
    RestrictedEntity entity = restriction.entity();
    Lift kept = restriction.lifted(lift).lift().orElseThrow();
    by.copy.put(entity, ended(by.standing(entity), kept));
    noteLift(restriction);
    write(new Write(by, entity, Optional.empty(), () -> end(restriction, kept, by)));
  }

  private void end(Restriction restriction, Lift kept, SimulatedNode by) {
    RestrictedEntity entity = restriction.entity();
    if (standing(entity).open().filter(o -> o.id().equals(restriction.id())).isPresent()) {
      tell(entity, ended(standing(entity), kept), by);
      by.ledger.lower(entity, kept);
    } else {
      refresh(by, entity);
    }
  }

  /** The latest lift counts, as in the real one: an end may be earlier than a release before it. */
  private static Standing ended(Standing before, Lift lift) {
    return new Standing(
        Optional.empty(),
        before
            .lastLift()
            .filter(l -> l.steadyMillis() > lift.steadyMillis())
            .or(() -> Optional.of(lift)));
  }

  private void noteLift(Restriction ended) {
    lifted.computeIfAbsent(ended.entity(), e -> new HashSet<>()).add(ended.id());
  }

  /** Whether any node has lifted it, even if the others have not heard of it. */
  boolean wasLifted(Restriction restriction) {
    return lifted.getOrDefault(restriction.entity(), Set.of()).contains(restriction.id())
        || standing(restriction.entity())
            .lastLift()
            .filter(l -> !l.by().equals(Lift.BY_TIME))
            .filter(l -> l.steadyMillis() >= restriction.created().toEpochMilli())
            .isPresent();
  }

  /**
   * How often it may have begun afresh: with each lift, and with each end that has come, whether or
   * not a node has noticed. One that was lifted by hand ends once more for a node that has not
   * heard of that.
   */
  int lifts(RestrictedEntity entity, Instant latest) {
    int count = 0;
    for (Restriction each : ever.getOrDefault(entity, List.of())) {
      count += byHand.contains(each.id()) ? 1 : 0;
      boolean over = lifted.getOrDefault(entity, Set.of()).contains(each.id());
      count += each.hasRunOut(latest) || (over && !byHand.contains(each.id())) ? 1 : 0;
    }
    return count;
  }

  boolean isOpen(RestrictedEntity entity) {
    return standing(entity).open().isPresent();
  }

  private Standing standing(RestrictedEntity entity) {
    return truth.getOrDefault(entity, Standing.FREE);
  }

  private void tell(RestrictedEntity entity, Standing standing, SimulatedNode by) {
    time.note(by.disk.name() + entity + standing);
    truth.put(entity, standing);
    by.copy.put(entity, standing);
    for (SimulatedNode node : nodes) {
      time.after(time.between(1, MOST_NEWS_MILLIS), () -> refresh(node, entity));
    }
  }

  /** What a node has not written yet goes on binding there; who cannot read hears nothing. */
  private void refresh(SimulatedNode node, RestrictedEntity entity) {
    if (!isLost(node) && !isWaiting(node, entity)) {
      node.copy.put(entity, standing(entity));
    }
  }
}
