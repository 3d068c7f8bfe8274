package org.sluice.core.administration;

import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.sluice.core.access.Role;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.decision.Settings;
import org.sluice.core.limit.Moment;

/**
 * Every operator verb, whatever door it comes through: portal, cmdlet call, command line. A verb
 * that changes something leaves exactly one audit record, or does not happen. Roles are checked
 * here, for every call. Thread-safe; changes are carried out one after the other.
 */
public final class Administration {
  private final Ports ports;
  private final Supplier<Settings> settings;
  private final Supplier<Moment> clock;
  private final Act act;
  private final RestrictionVerbs restrictions;
  private final PolicyVerbs policies;
  private final RuleVerbs rules;
  private final InquiryVerbs inquiries;
  private final SendingVerbs sending;
  private final AuditVerbs audit;
  private final AlertVerbs alerts;
  private final AlertPolicyVerbs alertPolicies;
  private final NotificationVerbs notifications;
  private final AccessVerbs access;

  public Administration(Ports ports, Supplier<Settings> settings, Supplier<Moment> clock) {
    this(ports, settings, clock, false);
  }

  private Administration(
      Ports ports, Supplier<Settings> settings, Supplier<Moment> clock, boolean rehearsal) {
    this.ports = ports;
    this.settings = settings;
    this.clock = clock;
    FactStore facts = ports.facts();
    this.act = new Act(facts, ports.audit(), clock, rehearsal);
    this.restrictions = new RestrictionVerbs(act, facts, settings, clock);
    this.policies = new PolicyVerbs(act, facts, facts::open);
    this.rules = new RuleVerbs(act, facts);
    this.inquiries = new InquiryVerbs(facts, ports.ledger(), settings, clock);
    this.sending = new SendingVerbs(act, ports, inquiries, settings);
    this.audit = new AuditVerbs(act, ports.audit());
    this.alerts = new AlertVerbs(act, ports.alerts(), ports.audit());
    this.alertPolicies =
        new AlertPolicyVerbs(act, ports.alerts(), facts, ports.access().administrators());
    this.notifications = new NotificationVerbs(act, ports.outbox(), ports.test());
    this.access = new AccessVerbs(act, ports.access());
  }

  /**
   * The same verbs, of which those that change something throw {@link Rehearsed} where they would
   * begin to, once the actor's role is found to suffice.
   */
  public Administration rehearsal() {
    return new Administration(ports, settings, clock, true);
  }

  /** Restricted entities: list, history, restrict by hand, release. */
  public RestrictionVerbs restrictions() {
    return restrictions;
  }

  /** Outbound spam policies. */
  public PolicyVerbs policies() {
    return policies;
  }

  /** The rules that bind them to senders. */
  public RuleVerbs rules() {
    return rules;
  }

  /**
   * Changes of policies and rules that are one: all of it is kept in one step with the record of
   * each, or nothing is.
   *
   * @param changes works on the verbs that it is given; what it throws undoes all of it
   */
  public <T> T together(Actor actor, BiFunction<PolicyVerbs, RuleVerbs, T> changes) {
    return act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        AuditOperation.SET_POLICY,
        () -> {
          GatheredBook gathered = new GatheredBook(ports.facts());
          Act each = act.on(gathered);
          T done =
              changes.apply(
                  new PolicyVerbs(each, gathered, ports.facts()::open),
                  new RuleVerbs(each, gathered));
          gathered.keep();
          return done;
        });
  }

  /** What applies to a sender, why, and how much of it is used. */
  public InquiryVerbs inquiries() {
    return inquiries;
  }

  /** Who sends how much, and whom a rule would bind. */
  public SendingVerbs sending() {
    return sending;
  }

  /** The audit log. */
  public AuditVerbs audit() {
    return audit;
  }

  /** Alerts. */
  public AlertVerbs alerts() {
    return alerts;
  }

  /** The alert policies that make them. */
  public AlertPolicyVerbs alertPolicies() {
    return alertPolicies;
  }

  /** What became of their notifications. */
  public NotificationVerbs notifications() {
    return notifications;
  }

  /** Who may do what: administrators, tokens, sessions, signing in. */
  public AccessVerbs access() {
    return access;
  }
}
