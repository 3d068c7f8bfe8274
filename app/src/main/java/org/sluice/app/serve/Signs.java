package org.sluice.app.serve;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.administration.Administration;
import org.sluice.core.alert.Nearness;
import org.sluice.core.alert.SendingPatterns;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Moment;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.StoreLoss;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.portal.monitoring.VitalSigns;
import org.sluice.store.embedded.ledger.EmbeddedLedger;
import org.sluice.store.embedded.ledger.LedgerHealth;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.OutboxLosses;

/** How this server is, for those who watch it. */
final class Signs implements VitalSigns {
  private static final Logger LOG = LoggerFactory.getLogger(Signs.class);
  private static final String LIMIT = "limit";
  private static final double WHOLE = 1000.0;

  private final EmbeddedLedger ledger;
  private final Ledgers ledgers;
  private final Facts facts;
  private final SendingPatterns patterns;
  private final RefusalLog refusals;
  private final Reports reports;
  private final MilterWays milter;
  private final Administration verbs;
  private final Supplier<Moment> clock;
  private final LongAdder untold = new LongAdder();
  private volatile Map<String, Double> lastDepth = Map.of();
  private volatile Optional<Instant> lastOldest = Optional.empty();

  Signs(
      EmbeddedLedger ledger,
      Ledgers ledgers,
      Facts facts,
      SendingPatterns patterns,
      RefusalLog refusals,
      Reports reports,
      MilterWays milter,
      Administration verbs,
      Supplier<Moment> clock) {
    this.verbs = verbs;
    this.clock = clock;
    this.reports = reports;
    this.milter = milter;
    this.ledger = ledger;
    this.ledgers = ledgers;
    this.facts = facts;
    this.patterns = patterns;
    this.refusals = refusals;
  }

  @Override
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    LedgerHealth health = ledger.health();
    if (!health.recording()) {
      troubles.add(
          "The ledger cannot record charges ("
              + health.cause()
              + "). What follows, by policy (StoreLoss): "
              + lossOfPolicies()
              + ". It tries again each second.");
    }
    ledgers.trouble(lossOfPolicies()).ifPresent(troubles::add);
    if (!facts.isRecording()) {
      troubles.add(
          "Facts cannot be written: restrictions hold in memory and are tried again, and what"
              + " administrators order is refused. "
              + facts.advice());
    }
    return troubles;
  }

  private Map<String, StoreLoss> lossOfPolicies() {
    Map<String, StoreLoss> loss = new TreeMap<>();
    for (OutboundSpamPolicy policy : facts.book().policies()) {
      loss.put(policy.name(), policy.storeLoss());
    }
    return loss;
  }

  @Override
  public List<String> remarks() {
    return Stream.of(
            verbs.audit().warning(),
            verbs.alertPolicies().unheard(),
            verbs.alertPolicies().unsentSpamNotices())
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public List<Metric> gauges() {
    List<Metric> all = new ArrayList<>(memory());
    // These ask the store, which may fail; what can be told is told all the same.
    all.addAll(told("the outbox", this::outbox));
    return all;
  }

  private List<Metric> told(String what, Supplier<List<Metric>> metrics) {
    try {
      return metrics.get();
    } catch (RuntimeException e) {
      untold.increment();
      LOG.warn("The metrics go without {}, which cannot be read: {}", what, e.toString());
      return List.of();
    }
  }

  private List<Metric> memory() {
    List<Metric> all = new ArrayList<>(ownMemory());
    all.addAll(ledgers.gauges());
    return all;
  }

  private List<Metric> ownMemory() {
    List<Nearness> nearness = patterns.nearness(clock.get().steadyMillis());
    return List.of(
        Metric.of(
            "sluice_ledger_recording",
            "1 while charges are recorded, 0 while the disk refuses them.",
            ledger.health().recording() ? 1 : 0),
        Metric.of(
            "sluice_facts_recording",
            "1 while facts are written, 0 while the database refuses them.",
            facts.isRecording() ? 1 : 0),
        Metric.of(
            "sluice_audit_on",
            "1 while the audit log is on; while it is 0 no alert fires.",
            facts.auditLog().config().ingestion() ? 1 : 0),
        Metric.of(
            "sluice_alert_policies_unheard",
            "1 while some alert policy that is on reaches nobody.",
            verbs.alertPolicies().unheard().isPresent() ? 1 : 0),
        Metric.of("sluice_senders", "Senders in memory.", ledger.senders()),
        Metric.of("sluice_restricted", "Restricted now.", "kind", restricted()),
        new Metric(
            "sluice_senders_near",
            "Senders that have used 50 or 80 percent of a limit, as of when each last sent.",
            nearness.stream().flatMap(Signs::near).toList()),
        Metric.of(
            "sluice_limit_used_most_ratio",
            "The greatest part of a limit that anybody has used, as of when they last sent.",
            LIMIT,
            nearness.stream()
                .collect(Collectors.toMap(n -> lower(n.limit()), n -> n.most() / WHOLE))),
        Metric.of("sluice_policies", "Policies by what a lost store means.", "loss", losses()));
  }

  private static Stream<Point> near(Nearness n) {
    String limit = lower(n.limit());
    return Stream.of(
        new Point(Map.of(LIMIT, limit, "percent", "50"), n.half()),
        new Point(Map.of(LIMIT, limit, "percent", "80"), n.near()));
  }

  private Map<String, Double> restricted() {
    Map<RestrictedEntity.Kind, Double> counts = new EnumMap<>(RestrictedEntity.Kind.class);
    for (RestrictedEntity.Kind kind : RestrictedEntity.Kind.values()) {
      counts.put(kind, 0.0);
    }
    for (Restriction restriction : facts.open()) {
      counts.merge(restriction.entity().kind(), 1.0, Double::sum);
    }
    Map<String, Double> named = new HashMap<>();
    counts.forEach((kind, count) -> named.put(lower(kind), count));
    return named;
  }

  /** While the facts are lost: as it was, and what waited then goes on waiting. */
  private List<Metric> outbox() {
    if (facts.isRecording()) {
      lastOldest = facts.outbox().oldest();
      Map<String, Double> depth = new HashMap<>();
      facts.outbox().depth().forEach((state, count) -> depth.put(lower(state), (double) count));
      lastDepth = depth;
    }
    return List.of(
        Metric.of(
            "sluice_outbox",
            "Notifications that did not arrive yet, by state.",
            "state",
            lastDepth),
        Metric.of(
            "sluice_outbox_oldest_waiting_seconds",
            "How long the oldest notification waits that is still tried; 0 if none waits.",
            lastOldest.map(this::secondsSince).orElse(0.0)));
  }

  /** Not less than none, for the clock may have been set back. */
  private double secondsSince(Instant then) {
    return Math.max(0, clock.get().wallMillis() - then.toEpochMilli()) / 1_000.0;
  }

  private Map<String, Double> timesNear() {
    Map<String, Double> near = new HashMap<>();
    for (LimitKind kind : SendingPatterns.watched()) {
      near.put(lower(kind), (double) patterns.timesNear(kind));
    }
    return near;
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private Map<String, Double> losses() {
    Map<String, Double> counts = new HashMap<>();
    for (StoreLoss loss : StoreLoss.values()) {
      counts.put(loss.name(), 0.0);
    }
    lossOfPolicies().values().forEach(loss -> counts.merge(loss.name(), 1.0, Double::sum));
    return counts;
  }

  @Override
  public List<Metric> counters() {
    List<Metric> all = new ArrayList<>(ownCounters());
    all.addAll(ledgers.counters());
    return all;
  }

  private List<Metric> ownCounters() {
    OutboxLosses lost = facts.outbox().losses();
    return List.of(
        reports.counter(),
        Metric.of(
            "sluice_outbox_given_up",
            "How often a notification was given up.",
            (double) lost.givenUp()),
        Metric.of(
            "sluice_outbox_unconfirmed",
            "How often it was found that nobody knows whether a notification arrived.",
            (double) lost.unconfirmed()),
        Metric.of(
            "sluice_metrics_errors",
            "How often a metric was left out because the store could not be read.",
            (double) untold.sum()),
        Metric.of(
            "sluice_ledger_losses",
            "How often the ledger began to be unable to record.",
            (double) ledger.health().losses()),
        Metric.of(
            "sluice_facts_losses",
            "How often the facts' database began to refuse writes.",
            (double) facts.losses()),
        Metric.of(
            "sluice_facts_given_up",
            "How many facts were given up because the database refuses them; the log names each.",
            (double) facts.givenUp()),
        Metric.of(
            "sluice_facts_failures",
            "How many steps to the facts' database failed.",
            (double) facts.failures()),
        Metric.of(
            "sluice_limit_near",
            "How often a sender (or the organization) was seen to have used 80 % of a limit, once"
                + " in 24 hours each.",
            LIMIT,
            timesNear()),
        Metric.of(
            "sluice_messages_held",
            "Refused messages that the milter put into the MTA's hold queue.",
            (double) milter.held()),
        Metric.of(
            "sluice_refusals_not_logged",
            "Refusals that were too many for the log.",
            (double) refusals.droppedInAll()));
  }
}
