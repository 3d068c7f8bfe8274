package org.sluice.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.policy.StoreLoss;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;
import org.sluice.store.redis.SimulatedStore.Fault;

/**
 * Schedules of a cluster, each decided by its seed: three nodes and a store on a bad network, a bot
 * that sprays all nodes, an administrator who restricts and lifts a user, nodes that are killed, a
 * store that stops, steps its clock and is emptied. After the last fault all heals, and a while
 * later everything has to be in order again.
 *
 * <p>Tallies are used again by the next schedule, a day and an hour later and under other names: a
 * new one for each would cost more than all else.
 */
final class Simulation {
  static final int NODES = 3;
  static final int LIMIT = 6;
  private static final Parts PARTS = new Parts(2);
  private static final int MESSAGES = 45;
  private static final long SPRAY_MILLIS = 20_000;
  private static final long BURST_MILLIS = 300;
  private static final long HEALED_MILLIS = 30_000;
  private static final long QUIET_MILLIS = 40_000;
  private static final long SCHEDULE_MILLIS = 25 * 3_600_000L;
  private static final long FIRST_EPOCH = 1_772_366_400_000L;

  private final Tally storeTally = new Tally(TallyLog.NONE);
  private final List<Tally> nodeTallies = new ArrayList<>();
  private final Set<Fault> faults;
  private final boolean unboundedAlone;
  private long schedules;

  /** What a schedule broke. */
  static final class Broken extends AssertionError {
    private static final long serialVersionUID = 1;

    Broken(long seed, String what) {
      super("seed " + seed + ": " + what);
    }
  }

  Simulation(Set<Fault> faults, boolean unboundedAlone) {
    this.faults = faults;
    this.unboundedAlone = unboundedAlone;
    for (int i = 0; i < NODES; i++) {
      nodeTallies.add(new Tally(TallyLog.NONE));
    }
  }

  /**
   * Runs one schedule.
   *
   * @throws Broken if an invariant does not hold
   */
  void run(long seed) {
    long epoch = FIRST_EPOCH + schedules++ * SCHEDULE_MILLIS;
    storeTally.sweep(epoch, storeTally.state().slots());
    nodeTallies.forEach(tally -> tally.sweep(epoch, tally.state().slots()));
    new Schedule(seed, epoch).run();
  }

  /** One schedule. */
  private final class Schedule {
    private final long seed;
    private final SimulatedTime time;
    private final SimulatedStore store;
    private final SimulatedFacts facts;
    private final StoreLoss loss;
    private final String bot;
    private final String user;
    private final RestrictedEntity userEntity;
    private final Set<Long> passed = new HashSet<>();
    private final Set<Long> delivered = new HashSet<>();
    private final Set<Long> judgedByStore = new HashSet<>();
    private Optional<String> broken = Optional.empty();
    private boolean liftIsKnown;
    private int repeated;
    private boolean emptied;
    private boolean killed;

    Schedule(long seed, long epoch) {
      this.seed = seed;
      this.time = new SimulatedTime(seed);
      this.store = new SimulatedStore(storeTally, time, epoch, PARTS, faults);
      this.facts = new SimulatedFacts(time);
      this.loss = StoreLoss.values()[time.chance.nextInt(StoreLoss.values().length)];
      this.bot = "bot" + epoch + "@example.org";
      this.user = "user" + epoch + "@example.org";
      this.userEntity = new RestrictedEntity(RestrictedEntity.Kind.USER, user);
      List<SenderKey> senders = List.of(SenderKey.of("user:" + bot), SenderKey.of("user:" + user));
      for (int i = 0; i < NODES; i++) {
        facts.nodes.add(
            new SimulatedNode(
                new SimulatedNetwork(store, time, PARTS),
                facts,
                time,
                new SimulatedNode.Disk(nodeTallies.get(i), senders, "node" + i, new HashMap<>()),
                PARTS,
                book(),
                epoch));
      }
    }

    private PolicyBook book() {
      return PolicyBook.INITIAL.with(
          "Default",
          p ->
              new OutboundSpamPolicy(
                  p.name(),
                  "",
                  unboundedAlone ? 1_000 * LIMIT : LIMIT,
                  0,
                  0,
                  ActionWhenThresholdReached.BlockUser,
                  Mode.Enforce,
                  loss));
    }

    void run() {
      time.runUntil(2_000);
      bring();
      long spray = time.happens(0.3) ? BURST_MILLIS : SPRAY_MILLIS;
      for (int i = 0; i < MESSAGES; i++) {
        long message = i;
        time.after(time.between(0, spray), () -> spray(message));
      }
      time.after(time.between(0, SPRAY_MILLIS), this::restrictUser);
      for (int i = 0; i < 12; i++) {
        time.after(time.between(0, HEALED_MILLIS), this::askForUser);
      }
      time.runUntil(HEALED_MILLIS);
      heal();
      time.runUntil(QUIET_MILLIS);
      check();
    }

    private SimulatedNode anyNode() {
      return facts.nodes.get(time.chance.nextInt(NODES));
    }

    /** What goes wrong, and when. */
    private void bring() {
      for (SimulatedNode node : facts.nodes) {
        node.network.loses = time.happens(0.3) ? 0.1 * time.chance.nextDouble() : 0;
        node.network.delays = time.happens(0.3) ? 0.2 * time.chance.nextDouble() : 0;
        node.network.doubles = time.happens(0.5) ? 0.3 * time.chance.nextDouble() : 0;
        maybe(0.4, () -> outage(on -> node.network.cut = on));
      }
      maybe(0.4, () -> outage(on -> facts.nodes.forEach(n -> n.network.storeStopped = on)));
      maybe(0.3, this::empty);
      maybe(0.3, this::kill);
      maybe(0.3, () -> store.aheadMillis += time.between(-5_000, 5_000));
      maybe(0.2, () -> store.aheadMillis += time.between(-600_000, 600_000));
    }

    private void maybe(double probability, Runnable what) {
      if (time.happens(probability)) {
        time.after(time.between(0, SPRAY_MILLIS - 5_000), what);
      }
    }

    private void outage(java.util.function.Consumer<Boolean> turn) {
      turn.accept(true);
      time.after(time.between(100, 6_000), () -> turn.accept(false));
    }

    private void empty() {
      emptied = true;
      liftIsKnown = false;
      store.empty();
    }

    private void kill() {
      killed = true;
      anyNode().begin();
    }

    private void heal() {
      for (SimulatedNode node : facts.nodes) {
        node.network.cut = false;
        node.network.storeStopped = false;
        node.network.loses = 0;
        node.network.delays = 0;
        node.network.doubles = 0;
      }
    }

    /** One message; if nobody says yes, perhaps the MTA asks again, here or elsewhere. */
    private void spray(long message) {
      SimulatedNode node = anyNode();
      boolean held = node.open(new RestrictedEntity(RestrictedEntity.Kind.USER, bot)).isPresent();
      RedisLedger asked = node.ledger;
      node.ask(bot, message)
          .thenAccept(decision -> {
            if (asked == node.ledger) {
              answered(node, message, decision, held);
            }
          });
      if (time.happens(0.2)) {
        repeated++;
        time.after(time.between(0, 3_000), () -> spray(message));
      }
    }

    private void answered(SimulatedNode node, long message, Decision decision, boolean held) {
      if (!(decision instanceof Decision.Permit)) {
        if (decision.reason() == Reason.STORE_LOST_CLOSED) {
          judgedByStore.remove(message);
          delivered.remove(message); // asked again, refused, and given back
        }
        return;
      }
      if (held) {
        breaks("whom the node's copy held restricted passed");
      }
      passed.add(message);
      delivered.add(message);
      if (node.recorded) {
        judgedByStore.add(message);
      } else if (loss == StoreLoss.Closed) {
        breaks("closed let pass");
      }
      if (loss != StoreLoss.Open && delivered.size() > most()) {
        breaks(delivered.size() + " passed, " + most() + " may");
      }
      if (judgedByStore.size() > LIMIT) {
        breaks(judgedByStore.size() + " passed while the store answered");
      }
    }

    private int most() {
      return loss == StoreLoss.Closed ? LIMIT : LIMIT * NODES;
    }

    /** By hand, confirmed, and perhaps lifted again a moment later, anywhere. */
    private void restrictUser() {
      SimulatedNode node = anyNode();
      Instant at = Instant.ofEpochMilli(node.moment().wallMillis());
      Restriction wanted =
          new Restriction(
              "by-hand",
              userEntity,
              new Block.UntilLifted(),
              "by hand",
              at,
              at,
              "",
              "",
              "root",
              new Counts(0, 0, 0, 0),
              new Evidence(at, "", "", 0),
              Optional.empty());
      node.restrict(wanted);
      if (time.happens(0.5)) {
        time.after(time.between(50, 5_000), this::liftUser);
      }
    }

    /** Told while the store answers, it binds everywhere from the moment the verb returns. */
    private void liftUser() {
      SimulatedNode node = anyNode();
      SharedHealth before = node.ledger.health();
      RedisLedger told = node.ledger;
      node.lift(userEntity)
          .thenRun(() -> liftIsKnown = before.asked() && told.health().equals(before) && !emptied);
      for (int i = 0; i < 6; i++) {
        time.after(time.between(0, 2_000), this::askForUser);
      }
    }

    private void askForUser() {
      SimulatedNode node = anyNode();
      RedisLedger asked = node.ledger;
      boolean held = node.open(userEntity).isPresent();
      boolean restricted = isRestricted();
      boolean lifted = liftIsKnown && asked.health().asked();
      node.ask(user, 1_000 + time.between(0, 1L << 40))
          .thenAccept(decision -> {
            if (asked == node.ledger) {
              checkUser(decision, held && restricted && isRestricted());
              if (lifted
                  && !isRestricted()
                  && asked.health().asked()
                  && decision.reason() == Reason.RESTRICTED_USER) {
                breaks("a release did not bind at the next request");
              }
            }
          });
    }

    private void checkUser(Decision decision, boolean mustBeRefused) {
      if (mustBeRefused && decision instanceof Decision.Permit) {
        breaks("the restricted user passed a node that knew it");
      }
    }

    private boolean isRestricted() {
      return facts.truth.getOrDefault(userEntity, Standing.FREE).open().isPresent();
    }

    /** All has healed: what holds now, on every node. */
    private void check() {
      if (broken.isPresent()) {
        throw broken(broken.get());
      }
      for (SimulatedNode node : facts.nodes) {
        if (!node.ledger.health().asked() || node.ledger.unmergedSenders() > 0) {
          throw broken("a node did not come back: " + node.ledger.health());
        }
      }
      if (facts.truth.containsKey(userEntity)) {
        for (SimulatedNode node : facts.nodes) {
          checkUser(node);
        }
      }
      checkCounts();
    }

    private void checkUser(SimulatedNode node) {
      boolean restricted = isRestricted();
      boolean[] refused = {!restricted};
      node.ask(user, time.between(1 << 20, 1 << 30))
          .thenAccept(d -> refused[0] = d.reason() == Reason.RESTRICTED_USER);
      time.runUntil(time.now() + SimulatedNetwork.TIMEOUT_MILLIS);
      if (refused[0] != restricted) {
        throw broken(restricted ? "a restriction was lost" : "a release was lost");
      }
    }

    /**
     * Nothing that passed is missing in the store, and nothing was added twice, but for messages
     * that were asked about both before and while the store was lost. What a killed node had
     * counted alone stays its own, and what Open lets pass above the limit is not counted.
     */
    private void checkCounts() {
      SenderKey key = SenderKey.of("user:" + bot);
      int used =
          store.look(key, org.sluice.core.limit.Held.FREE, 0).forecast().usage().externalInHour();
      if (used < delivered.size() && loss != StoreLoss.Open) {
        throw broken(delivered.size() + " passed, the store counts " + used);
      }
      int onDisks = 0;
      for (SimulatedNode node : facts.nodes) {
        onDisks += node.disk.usage(key, node.moment().steadyMillis(), 0).usage().externalInHour();
      }
      int added = store.added.getOrDefault(key, 0);
      if (added > onDisks + repeated && !killed) {
        throw broken(added + " were added, the nodes counted " + onDisks);
      }
    }

    /** Noted, because what is thrown where a stage completes reaches nobody. */
    private void breaks(String what) {
      if (broken.isEmpty()) {
        broken = Optional.of(what);
      }
    }

    private Broken broken(String what) {
      return new Broken(seed, what + " (" + loss + ")");
    }
  }
}
