package org.sluice.core.administration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.decision.EffectiveLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.mail.Connector;
import org.sluice.core.mail.Senders;
import org.sluice.core.policy.Explanation;
import org.sluice.core.policy.PolicyRule;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;

/** What applies to a sender, why, and how much of it is used. Nothing here changes anything. */
public final class InquiryVerbs {
  /** Every sender's report has what all of them together have used. */
  private static final RestrictedEntity ANYBODY = new RestrictedEntity(Kind.USER, "anybody");

  private final FactStore facts;
  private final LimitLedger ledger;
  private final Supplier<Settings> settings;
  private final Supplier<Moment> clock;

  InquiryVerbs(
      FactStore facts, LimitLedger ledger, Supplier<Settings> settings, Supplier<Moment> clock) {
    this.facts = facts;
    this.ledger = ledger;
    this.settings = settings;
    this.clock = clock;
  }

  /** The policy that applies to a sender, with each rule's word. */
  public Explanation explain(Actor actor, String sender) {
    Act.require(actor, Role.SecurityReader, "explain the effective policy");
    String name = entity(sender).name();
    Act.requireSeen(actor, name);
    return facts.book().explain(name, settings.get().groups());
  }

  /** The limit of all senders together: used, remaining, when it frees. */
  public UsageReport.Line organization(Actor actor) {
    Act.require(actor, Role.SecurityReader, "show the organization's limit");
    return report(ANYBODY).lines().stream()
        .filter(line -> line.limit() == LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS)
        .findFirst()
        .orElseThrow();
  }

  /** Each limit of a sender, by a name whose kind nobody said. */
  public UsageReport usage(Actor actor, String sender) {
    return usage(actor, entity(sender));
  }

  /** Each limit of a sender: used, remaining, when it frees. */
  public UsageReport usage(Actor actor, RestrictedEntity sender) {
    Act.require(actor, Role.SecurityReader, "show a sender's usage");
    Act.requireSeen(actor, sender.name());
    return report(sender);
  }

  /**
   * The entity that a name means whose kind nobody said: a connector that is configured, or is
   * restricted still though it is not configured any more; else a user.
   */
  public RestrictedEntity entity(String name) {
    Senders senders = settings.get().senders();
    Optional<Connector> configured = senders.connector(name);
    RestrictedEntity connector =
        new RestrictedEntity(Kind.CONNECTOR, configured.map(Connector::name).orElse(name));
    return configured.isPresent() || open(connector).isPresent()
        ? connector
        : RestrictedEntity.of(senders.user(name));
  }

  private Optional<Restriction> open(RestrictedEntity entity) {
    Instant now = Instant.ofEpochMilli(clock.get().wallMillis());
    return facts.standing(entity).open().filter(r -> r.isActive(now));
  }

  /**
   * What to tell who has restricted a sender of whom nothing was counted: perhaps another name was
   * meant.
   */
  public Optional<String> doubt(Actor actor, RestrictedEntity entity) {
    return usage(actor, entity).isIdle()
        ? Optional.of(
            "Nothing was counted of "
                + entity.name()
                + " within a day. If mail still flows: a sender is restricted under the very name"
                + " it logs in with.")
        : Optional.empty();
  }

  /**
   * What to tell who has made or changed a rule that names what is not there: a group that the
   * configuration lacks, a user without the domain that every login has. The one may be configured
   * later, so such a rule is no mistake; but it may well be a slip.
   */
  public List<String> doubts(PolicyRule rule) {
    return Stream.of(rule.conditions(), rule.exceptions())
        .flatMap(side ->
            Stream.concat(
                side.fromMemberOf().stream().filter(this::isNoGroup).map(InquiryVerbs::noGroup),
                side.from().stream().filter(this::isNobody).map(this::nobody)))
        .distinct()
        .sorted()
        .toList();
  }

  private boolean isNoGroup(String group) {
    return !settings.get().groups().has(group);
  }

  private static String noGroup(String group) {
    return "The configuration has no group '"
        + group
        + "', so nobody is in it. Name it under [groups], or correct the rule.";
  }

  private boolean isNobody(String from) {
    Senders senders = settings.get().senders();
    boolean isUser = senders.user(from).name().equals(from) && !hasBlank(from);
    return !isUser && senders.connector(from).isEmpty();
  }

  private static boolean hasBlank(String from) {
    return from.chars().anyMatch(Character::isWhitespace);
  }

  private String nobody(String from) {
    return "Nobody is called '"
        + from
        + "': it is no connector, and "
        + (hasBlank(from)
            ? "the names of users have no blank"
            : "users have their domain (" + settings.get().senders().user(from).name() + ")")
        + ". Correct the rule.";
  }

  private UsageReport report(RestrictedEntity entity) {
    Explanation explanation = facts.book().explain(entity.name(), settings.get().groups());
    Moment moment = clock.get();
    Standing standing = facts.standing(entity);
    Forecast forecast =
        ledger.usage(SenderKey.of(entity.key()), moment.steadyMillis(), standing.afreshMillis());
    Instant now = Instant.ofEpochMilli(moment.wallMillis());
    return new UsageReport(
        entity,
        explanation,
        standing.open().filter(r -> r.isActive(now)),
        lines(EffectiveLimits.of(explanation.policy(), settings.get()), forecast, moment));
  }

  private static List<UsageReport.Line> lines(Limits limits, Forecast forecast, Moment moment) {
    List<UsageReport.Line> lines = new ArrayList<>();
    for (LimitKind kind : LimitKind.values()) {
      if (kind != LimitKind.RECIPIENTS_PER_MESSAGE) {
        Optional<Instant> frees =
            Optional.ofNullable(forecast.freesAtMillis().get(kind))
                .map(steady -> Instant.ofEpochMilli(moment.wallOf(steady)));
        lines.add(
            new UsageReport.Line(kind, limits.most(kind), forecast.usage().used(kind), frees));
      }
    }
    return lines;
  }
}
