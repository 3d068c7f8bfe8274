package org.sluice.store.redis;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Tally;
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
import org.sluice.store.redis.SimulatedStore.Fault;

/**
 * One schedule: what happens, and whether every promise is kept. Two bots spray, so that the
 * organization's limit binds before theirs do.
 */
final class Schedule {
  private static final int LIMIT = 6;
  private static final int ORGANIZATION = 10;
  private static final Parts PARTS = new Parts(2);
  private static final int MESSAGES = 45;
  private static final int MOST_RECIPIENTS = 3;
  static final long SPRAY_MILLIS = 20_000;
  private static final long BURST_MILLIS = 300;
  private static final long HEALED_MILLIS = 30_000;
  private static final long QUIET_MILLIS = 40_000;
  private static final long IMMUNE_SECONDS = 43_200;

  private final long seed;
  private final SimulatedTime time;
  private final SimulatedStore store;
  private final SimulatedFacts facts;
  private final StoreLoss loss;
  private final ActionWhenThresholdReached action;
  private final int organizationLimit;
  private final Simulation.Kind kind;
  private final List<Bot> bots;
  private final String user;
  private final RestrictedEntity userEntity;
  private Optional<String> broken = Optional.empty();
  private boolean liftIsKnown;
  private int repeated;
  private final Mishaps mishaps;
  private final Promise promise;

  Schedule(
      long seed,
      long epoch,
      Tally storeTally,
      List<Tally> nodeTallies,
      Set<Fault> faults,
      Simulation.Kind kind) {
    this.seed = seed;
    this.time = new SimulatedTime(seed);
    this.store = new SimulatedStore(storeTally, time, epoch, PARTS, faults, time.happens(0.5));
    this.facts = new SimulatedFacts(time, faults);
    this.mishaps = new Mishaps(time, store, facts, kind.cutOffs);
    this.loss = StoreLoss.values()[time.chance.nextInt(StoreLoss.values().length)];
    this.action =
        time.happens(0.5)
            ? ActionWhenThresholdReached.BlockUser
            : ActionWhenThresholdReached.BlockUserForToday;
    this.organizationLimit = time.happens(0.5) ? ORGANIZATION : 0;
    this.kind = kind;
    this.bots =
        List.of(new Bot("bot" + epoch + "@example.org"), new Bot("tob" + epoch + "@example.org"));
    Bot person = new Bot("user" + epoch + "@example.org");
    this.promise = new Promise(store, facts, bots, loss, LIMIT, organizationLimit);
    this.user = person.login;
    this.userEntity = person.entity;
    List<SenderKey> senders = List.of(bots.get(0).key, bots.get(1).key, person.key);
    for (int i = 0; i < Simulation.NODES; i++) {
      facts.nodes.add(
          new SimulatedNode(
              new SimulatedNetwork(store, time, PARTS),
              facts,
              time,
              new SimulatedNode.Disk(nodeTallies.get(i), senders, "node" + i, new HashMap<>()),
              PARTS,
              book(),
              organizationLimit,
              epoch));
    }
  }

  private PolicyBook book() {
    return PolicyBook.INITIAL.with(
        "Default",
        p ->
            new OutboundSpamPolicy(
                p.name(), "", kind.limits * LIMIT, 0, 0, action, Mode.Enforce, loss));
  }

  /** All of it; answers a digest of what happened. */
  long run() {
    time.runUntil(2_000);
    mishaps.bring();
    long spray = time.happens(0.3) ? BURST_MILLIS : SPRAY_MILLIS;
    for (int i = 0; i < MESSAGES; i++) {
      long message = i;
      Bot bot = bots.get(i % bots.size());
      int recipients = 1 + time.chance.nextInt(MOST_RECIPIENTS);
      boolean whole = time.happens(0.5);
      time.after(
          time.between(0, spray),
          () -> {
            if (whole) {
              spray(bot, message, 0, recipients, true, anyNode());
            } else {
              sprayInTurn(bot, message, 0, recipients, anyNode());
            }
          });
    }
    time.after(time.between(0, SPRAY_MILLIS), this::restrictUser);
    for (int i = 0; i < kind.lifts; i++) {
      if (time.happens(0.5)) {
        time.after(time.between(0, SPRAY_MILLIS), () -> liftBot(bots.getFirst()));
      }
    }
    for (int i = 0; i < 12; i++) {
      time.after(time.between(0, HEALED_MILLIS), this::askForUser);
    }
    time.runUntil(HEALED_MILLIS);
    mishaps.heal();
    time.runUntil(QUIET_MILLIS);
    check();
    return time.digest();
  }

  private SimulatedNode anyNode() {
    return facts.nodes.get(time.chance.nextInt(Simulation.NODES));
  }

  /** Recipients of a message; if nobody says yes, perhaps the MTA asks again, here or elsewhere. */
  private void spray(
      Bot bot, long message, int first, int count, boolean whole, SimulatedNode node) {
    ask(bot, message, first, count, whole, node, () -> {});
    if ((whole || count == 1) && first == 0 && time.happens(0.2)) {
      repeated += count;
      time.after(time.between(0, 3_000), () -> spray(bot, message, first, count, whole, anyNode()));
    }
  }

  /** One recipient after the other, as a client names them; all of a message are one node's. */
  private void sprayInTurn(Bot bot, long message, int next, int count, SimulatedNode node) {
    if (next < count) {
      ask(
          bot,
          message,
          next,
          1,
          false,
          node,
          () -> sprayInTurn(bot, message, next + 1, count, node));
    }
  }

  private void ask(
      Bot bot,
      long message,
      int first,
      int count,
      boolean whole,
      SimulatedNode node,
      Runnable then) {
    if (node.down) {
      return;
    }
    boolean held = isHeld(bot, node);
    RedisLedger asked = node.ledger;
    node.ask(bot.login, message, first, count, whole)
        .thenAccept(decision -> {
          if (asked == node.ledger && !node.down) {
            answered(bot, node, message, first, count, whole, decision, held);
            then.run();
          }
        });
  }

  private boolean isHeld(Bot bot, SimulatedNode node) {
    // By the store's clock, too: where it was stepped over a midnight, the day is over at once.
    Instant now = Instant.ofEpochMilli(Math.max(node.moment().wallMillis(), store.now()));
    return node.open(bot.entity)
        .filter(open -> open.isActive(now) && !facts.wasLifted(open))
        .isPresent();
  }

  private void answered(
      Bot bot,
      SimulatedNode node,
      long message,
      int first,
      int count,
      boolean whole,
      Decision decision,
      boolean held) {
    if (!(decision instanceof Decision.Permit)) {
      // Asked again and refused: of a message that is judged whole the last answer is the one that
      // counts.
      if (whole || decision.reason() == Reason.STORE_LOST_CLOSED) {
        bot.refused(message, first, count);
      }
      return;
    }
    if (held && isHeld(bot, node)) {
      breaks("whom the node's copy held restricted passed");
    }
    bot.permitted(message, first, count, node.recorded);
    if (!node.recorded && loss == StoreLoss.Closed) {
      breaks("closed let pass");
    }
    promise.brokenBy(bot).ifPresent(this::breaks);
  }

  /** By hand, confirmed, and perhaps lifted again a moment later, anywhere. */
  private void restrictUser() {
    SimulatedNode node = anyNode();
    if (facts.isLost(node) || node.down) {
      return; // what administrators order is refused
    }
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
    if (facts.isLost(node) || node.down || !isRestricted()) {
      return;
    }
    SharedHealth before = node.ledger.health();
    RedisLedger told = node.ledger;
    node.lift(userEntity, IMMUNE_SECONDS)
        .thenRun(() ->
            liftIsKnown = before.asked() && told.health().equals(before) && mishaps.keptFlags());
    for (int i = 0; i < 6; i++) {
      time.after(time.between(0, 2_000), this::askForUser);
    }
  }

  /** Without immunity: a limit may restrict it again at once. */
  private void liftBot(Bot bot) {
    SimulatedNode node = anyNode();
    if (!facts.isLost(node) && !node.down && facts.isOpen(bot.entity)) {
      node.lift(bot.entity, 0);
    }
  }

  private void askForUser() {
    SimulatedNode node = anyNode();
    if (node.down) {
      return;
    }
    RedisLedger asked = node.ledger;
    boolean held = node.open(userEntity).isPresent();
    boolean restricted = isRestricted();
    boolean lifted = liftIsKnown && mishaps.keptFlags() && asked.health().asked();
    long message = 1_000 + time.between(0, 1L << 40);
    node.ask(user, message, 0, 1, false)
        .thenAccept(decision -> {
          if (asked == node.ledger && !node.down) {
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
    return facts.isOpen(userEntity);
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
    if (store.decidedOnCountsBeforeAnEnd) {
      throw broken("the counts of a day that was over restricted for another");
    }
    for (Bot bot : bots) {
      // What a killed node had not written is forgotten here with it, and so never taken back.
      if (!mishaps.killed && !facts.isOpen(bot.entity) && store.isFlaggedForGood(bot.key)) {
        throw broken("a flag stands that the facts did not take");
      }
      if (facts.lacks(bot.entity)) {
        throw broken("a restriction by a limit was never written");
      }
      if (facts.lifts(bot.entity, store.latest()) == 0) {
        checkCounts(bot);
      }
    }
    if (promise.isMissingTogether()) {
      throw broken(
          promise.delivered() + " passed, the store counts of all " + store.organization());
    }
  }

  private void checkUser(SimulatedNode node) {
    boolean restricted = isRestricted();
    boolean[] refused = {!restricted};
    node.ask(user, time.between(1 << 20, 1 << 30), 0, 1, false)
        .thenAccept(d -> refused[0] = d.reason() == Reason.RESTRICTED_USER);
    time.runUntil(time.now() + SimulatedNetwork.TIMEOUT_MILLIS);
    if (refused[0] != restricted) {
      throw broken(restricted ? "a restriction was lost" : "a release was lost");
    }
  }

  /**
   * Nothing that passed is missing in the store, and nothing was added twice, but for messages that
   * were asked about both before and while the store was lost. What a killed node had counted alone
   * stays its own, and what Open lets pass above the limit is not counted.
   */
  private void checkCounts(Bot bot) {
    int used = store.look(bot.key, Held.FREE, 0).forecast().usage().externalInHour();
    if (promise.isMissing(bot, used)) {
      throw broken(bot.delivered() + " passed, the store counts " + used);
    }
    int onDisks = 0;
    for (SimulatedNode node : facts.nodes) {
      long now = node.moment().steadyMillis();
      onDisks += node.disk.usage(bot.key, now, 0).usage().externalInHour();
    }
    int added = store.added.getOrDefault(bot.key, 0);
    if (added > onDisks + repeated && !mishaps.killed) {
      throw broken(added + " were added, the nodes counted " + onDisks);
    }
  }

  /** Noted, because what is thrown where a stage completes reaches nobody. */
  private void breaks(String what) {
    if (broken.isEmpty()) {
      broken = Optional.of(what);
    }
  }

  private Simulation.Broken broken(String what) {
    return new Simulation.Broken(seed, what + " (" + loss + ")");
  }
}
