package org.sluice.store.redis;

import java.util.function.Consumer;

/** What goes wrong in a schedule, until all of it heals. */
final class Mishaps {
  private final SimulatedTime time;
  private final SimulatedStore store;
  private final SimulatedFacts facts;
  private final double cutOffs;
  private boolean lostFlags;
  boolean killed;

  /**
   * @param cutOffs how probable it is of each node that it is cut off from the facts
   */
  Mishaps(SimulatedTime time, SimulatedStore store, SimulatedFacts facts, double cutOffs) {
    this.cutOffs = cutOffs;
    this.time = time;
    this.store = store;
    this.facts = facts;
  }

  /** What goes wrong, and when. */
  void bring() {
    for (SimulatedNode node : facts.nodes) {
      node.network.loses = time.happens(0.3) ? 0.1 * time.chance.nextDouble() : 0;
      node.network.delays = time.happens(0.3) ? 0.2 * time.chance.nextDouble() : 0;
      node.network.doubles = time.happens(0.5) ? 0.3 * time.chance.nextDouble() : 0;
      maybe(0.4, () -> outage(on -> node.network.cut = on));
      maybe(cutOffs, () -> cutOff(node));
    }
    maybe(0.4, () -> outage(on -> facts.nodes.forEach(n -> n.network.storeStopped = on)));
    maybe(0.3, this::empty);
    maybe(0.3, this::cutReplica);
    maybe(0.3, this::failOver);
    maybe(0.3, this::kill);
    maybe(0.3, this::loseFacts);
    maybe(0.3, () -> store.aheadMillis += time.between(-5_000, 5_000));
    maybe(0.2, () -> store.aheadMillis += time.between(-600_000, 600_000));
  }

  private void maybe(double probability, Runnable what) {
    if (time.happens(probability)) {
      time.after(time.between(0, Schedule.SPRAY_MILLIS - 5_000), what);
    }
  }

  private void outage(Consumer<Boolean> turn) {
    turn.accept(true);
    time.after(time.between(100, 6_000), () -> turn.accept(false));
  }

  private void empty() {
    lostFlags = true;
    store.empty();
  }

  /** Whether the store still has what it was told about restrictions. */
  boolean keptFlags() {
    return !lostFlags;
  }

  private void cutReplica() {
    store.replica.cutOff();
    time.after(time.between(100, 6_000), store.replica::join);
  }

  /** Of an outage that is longer than a look and its timeout every node learns. */
  private void failOver() {
    lostFlags = true;
    facts.nodes.forEach(n -> n.network.failingOver = true);
    store.failOver();
    time.after(
        time.between(2_000, 6_000), () -> facts.nodes.forEach(n -> n.network.failingOver = false));
  }

  private void kill() {
    killed = true;
    facts.nodes.get(time.chance.nextInt(facts.nodes.size())).kill();
  }

  private void loseFacts() {
    facts.lose();
    time.after(time.between(100, 8_000), facts::mend);
  }

  private void cutOff(SimulatedNode node) {
    facts.cutOff(node);
    time.after(time.between(100, 8_000), () -> facts.join(node));
  }

  void heal() {
    for (SimulatedNode node : facts.nodes) {
      node.network.cut = false;
      node.network.storeStopped = false;
      node.network.failingOver = false;
      node.network.loses = 0;
      node.network.delays = 0;
      node.network.doubles = 0;
    }
  }
}
