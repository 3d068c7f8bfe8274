package org.sluice.store.redis;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Guard;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.Senders;
import org.sluice.core.mail.Submission;
import org.sluice.core.policy.Groups;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Restrictions;
import org.sluice.core.restriction.Standing;

/**
 * A node: the real guard, the real node logic, what it counts alone on its disk, its copy of the
 * facts, and a clock that may be wrong.
 */
final class SimulatedNode implements Restrictions {
  /** As long as a real one waits for the clock that all have in common, in timeouts. */
  private static final int START_TIMEOUTS = 5;

  final SimulatedNetwork network;

  /**
   * In order, because what is told to the store in turn travels for a while that chance decides.
   */
  final Map<RestrictedEntity, Standing> copy = new LinkedHashMap<>();

  private final SimulatedFacts facts;
  private final SimulatedTime time;
  final Disk disk;
  private final Parts parts;
  private final PolicyBook book;
  private final Settings settings;
  private final long epoch;
  final long clockWrongBy;
  RedisLedger ledger;

  /** Whether the last balance was recorded; read in the same step as its decision. */
  boolean recorded;

  /** Killed, and not started again yet. */
  boolean down;

  private Guard guard;

  /** What a node counts alone: a tally that all schedules share, under names of their own. */
  record Disk(Tally tally, List<SenderKey> mine, String name, Map<String, Long> known)
      implements LocalLedger {
    private static final String ALONE_SINCE = "alone since";

    @Override
    public CompletionStage<Balance> charge(Charge charge) {
      return CompletableFuture.completedStage(tally.charge(charge));
    }

    @Override
    public CompletionStage<Void> withdraw(SenderKey sender, long message, long atMillis) {
      tally.withdraw(sender, message, atMillis);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public Forecast usage(SenderKey sender, long atMillis, long afreshMillis) {
      return tally.usage(sender, atMillis, afreshMillis);
    }

    @Override
    public void walk(Consumer<SenderRecord> each) {
      var state = tally.state();
      Map<SenderKey, SenderRecord> found = new HashMap<>();
      for (int slot = 0; slot < state.slots(); slot++) {
        SenderRecord counted = state.sender(slot);
        if (counted != null && mine.contains(counted.sender())) {
          found.put(counted.sender(), counted);
        }
      }
      // Not as they lie in a table that schedules before this one have widened.
      mine.stream().flatMap(key -> Optional.ofNullable(found.get(key)).stream()).forEach(each);
    }

    @Override
    public int senders() {
      return mine.size();
    }

    @Override
    public OrganizationRecord organization() {
      return tally.state().organizationSlots();
    }

    @Override
    public void aloneSince(long steadyMillis) {
      known.put(ALONE_SINCE, steadyMillis);
    }

    @Override
    public long aloneSince() {
      return known.getOrDefault(ALONE_SINCE, 0L);
    }

    Roster roster() {
      Map<String, Long> others = new HashMap<>(known);
      others.remove(ALONE_SINCE);
      return new Roster(name, others, known::putAll);
    }
  }

  SimulatedNode(
      SimulatedNetwork network,
      SimulatedFacts facts,
      SimulatedTime time,
      Disk disk,
      Parts parts,
      PolicyBook book,
      int organizationLimit,
      long epoch) {
    this.network = network;
    this.facts = facts;
    this.time = time;
    this.disk = disk;
    this.parts = parts;
    this.book = book;
    this.settings =
        new Settings(
            new Senders("example.org", List.of()),
            new AcceptedDomains(List.of("example.org")),
            new Groups(Map.of()),
            new ServiceLimits(0, 0, 0, organizationLimit),
            PolicyBy.SUBMITTER,
            ZoneOffset.UTC,
            Settings.ADVICE,
            "",
            0);
    this.epoch = epoch;
    this.clockWrongBy = time.between(-600_000, 600_000);
    begin();
  }

  /**
   * Starts, or starts again after it was killed: only disk and facts are left. It is up once it has
   * read the clock that all have in common, or has waited for it in vain.
   */
  void begin() {
    down = true;
    copy.clear();
    copy.putAll(facts.truth);
    ledger =
        new RedisLedger(
            network,
            parts,
            disk,
            () -> new LinkedHashMap<>(copy),
            time::now,
            () -> time.between(1, 1L << 60),
            disk.roster(),
            Runnable::run,
            0);
    guard =
        new Guard(
            () -> settings,
            () -> book,
            ledger,
            this,
            exceedance -> CompletableFuture.completedStage(null),
            (sender, submission, limits, balance, moment) -> recorded = balance.recorded());
    RedisLedger own = ledger;
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    ledger.learnTime().whenComplete((known, failed) -> begun.complete(true));
    time.after(START_TIMEOUTS * SimulatedNetwork.TIMEOUT_MILLIS, () -> begun.complete(true));
    begun.thenRun(() -> {
      if (own == ledger) {
        down = false;
        tick(own);
      }
    });
  }

  /** Is killed; without the database of facts it does not start again. */
  void kill() {
    facts.forget(this);
    down = true;
    if (!facts.isLost(this)) {
      begin();
    }
  }

  private void tick(RedisLedger own) {
    if (own == ledger && !down) {
      sweep();
      own.tick();
      time.after(time.between(300, 700), () -> tick(own));
    }
  }

  /** Ends what has run out. */
  private void sweep() {
    Moment now = moment();
    Instant wall = Instant.ofEpochMilli(now.wallMillis());
    for (Standing standing : List.copyOf(copy.values())) {
      standing
          .open()
          .filter(open -> open.hasRunOut(wall))
          .ifPresent(open -> runOut(open, open.runOut(wall, now.steadyMillis())));
    }
  }

  /** As the node's clock says: the shared one once it was read, else its own. */
  Moment moment() {
    long shared = ledger.sharedMillis();
    long millis = shared == 0 ? epoch + time.now() + clockWrongBy : shared;
    return new Moment(millis, millis);
  }

  /**
   * Asks about recipients of a message, of all of them together if it is whole. The user writes to
   * colleagues, for which there is no limit: it is restricted by hand alone.
   */
  CompletionStage<Decision> ask(String login, long message, int first, int count, boolean whole) {
    String domain = login.startsWith("user") ? "@example.org" : "@elsewhere.test";
    return guard
        .decide(
            new Submission(
                whole ? Submission.Stage.MESSAGE : Submission.Stage.RECIPIENT,
                "m" + message,
                new SaslUsername(login),
                new ClientAddress("192.0.2.1"),
                new EnvelopeSender(login),
                login,
                IntStream.range(first, first + count)
                    .mapToObj(i -> new Recipient("r" + i + domain))
                    .toList(),
                first + count,
                ""),
            moment())
        .whenComplete((decision, failed) -> time.note(disk.name() + login + decision, message));
  }

  @Override
  public Standing standing(RestrictedEntity entity) {
    return copy.getOrDefault(entity, Standing.FREE);
  }

  @Override
  public CompletionStage<Restriction> restrict(Restriction wanted) {
    Restriction kept = facts.restrict(wanted, this);
    return ledger.raise(kept).thenApply(told -> kept);
  }

  /** By hand. */
  CompletionStage<Void> lift(RestrictedEntity entity, long immuneSeconds) {
    Moment now = moment();
    Instant at = Instant.ofEpochMilli(now.wallMillis());
    Lift lift = new Lift(at, now.steadyMillis(), "root", "", at.plusSeconds(immuneSeconds));
    return ledger.lower(entity, facts.lift(entity, lift, this));
  }

  @Override
  public CompletionStage<Standing> runOut(Restriction restriction, Lift lift) {
    if (open(restriction.entity()).filter(o -> o.id().equals(restriction.id())).isPresent()) {
      facts.runOut(restriction, lift, this);
    }
    return CompletableFuture.completedStage(standing(restriction.entity()));
  }

  Optional<Restriction> open(RestrictedEntity entity) {
    return standing(entity).open();
  }
}
