package org.sluice.portal.page.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.RuleVerbs.Placed;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Addressees;
import org.sluice.core.policy.AutoForwardingMode;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyRule;
import org.sluice.core.policy.StoreLoss;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Version;
import org.sluice.portal.page.frame.Visit;

/**
 * A policy and its rule as one form has them.
 *
 * @param rule empty if the policy applies to nobody, and for {@code Default}
 * @param priority of the rule, 0 first
 */
public record Draft(OutboundSpamPolicy policy, Optional<PolicyRule> rule, int priority) {
  /** What the form of a new one begins with: the advised values. */
  static Draft fresh(int priority) {
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    return new Draft(
        new OutboundSpamPolicy(
            "",
            "",
            d.recipientLimitExternalPerHour(),
            d.recipientLimitInternalPerHour(),
            d.recipientLimitPerDay(),
            d.action(),
            d.mode(),
            d.storeLoss()),
        Optional.empty(),
        priority);
  }

  /** As it is now. */
  static Draft of(Visit visit, String name) {
    OutboundSpamPolicy policy = visit.verbs().policies().show(visit.actor(), name);
    var rules = visit.verbs().rules().list(visit.actor());
    Optional<Placed> placed =
        rules.stream().filter(r -> r.rule().policy().equalsIgnoreCase(policy.name())).findFirst();
    return new Draft(
        policy, placed.map(Placed::rule), placed.map(Placed::priority).orElse(rules.size()));
  }

  /**
   * What a form makes of it.
   *
   * @throws Refusal INVALID with what is wrong
   */
  static Draft filled(Draft before, Form form) {
    try {
      OutboundSpamPolicy policy = policy(before.policy(), form);
      return new Draft(policy, rule(before, policy, form), number(form, "priority"));
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.Kind.INVALID, String.valueOf(e.getMessage()), e);
    }
  }

  private static OutboundSpamPolicy policy(OutboundSpamPolicy before, Form form) {
    return new OutboundSpamPolicy(
        before.name().isEmpty() ? form.text("name") : before.name(),
        form.text("description"),
        number(form, "external"),
        number(form, "internal"),
        number(form, "day"),
        choice(form, "action", ActionWhenThresholdReached.class),
        choice(form, "mode", Mode.class),
        choice(form, "store-loss", StoreLoss.class),
        choice(form, "forwarding", AutoForwardingMode.class),
        new Addressees(form.has("bcc"), form.chips("bcc-to")),
        new Addressees(form.has("notify"), form.chips("notify-to")));
  }

  private static Optional<PolicyRule> rule(Draft before, OutboundSpamPolicy policy, Form form) {
    Conditions conditions =
        new Conditions(
            Set.copyOf(form.names("from")),
            Set.copyOf(form.names("group")),
            Set.copyOf(form.chips("domain")));
    Conditions exceptions =
        new Conditions(
            Set.copyOf(form.names("not-from")),
            Set.copyOf(form.names("not-group")),
            Set.copyOf(form.chips("not-domain")));
    if (policy.isDefault() || (conditions.isEmpty() && exceptions.isEmpty())) {
      return Optional.empty();
    }
    if (conditions.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "There are exceptions, but nobody whom the policy applies to. Name users, groups or"
              + " domains.");
    }
    return Optional.of(
        new PolicyRule(
            before.rule().map(PolicyRule::name).orElse(policy.name()),
            policy.name(),
            form.has("enabled"),
            conditions,
            exceptions,
            form.text("comments")));
  }

  private static <E extends Enum<E>> E choice(Form form, String name, Class<E> type) {
    return Visit.choice(form.text(name), type)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + form.text(name) + "' is no " + name + "."));
  }

  private static int number(Form form, String name) {
    String text = form.text(name);
    if (!text.matches("[0-9]{0,9}")) {
      throw new IllegalArgumentException("'" + text + "' is no whole number.");
    }
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  /** The version of the rule's part. */
  public String ruleVersion() {
    return Version.of(rule.map(r -> r + " at " + priority).orElse("none"));
  }

  /** The conditions of the rule. */
  public Conditions conditions() {
    return rule.map(PolicyRule::conditions).orElse(Conditions.NONE);
  }

  /** The exceptions of the rule. */
  public Conditions exceptions() {
    return rule.map(PolicyRule::exceptions).orElse(Conditions.NONE);
  }

  /** Its properties by Exchange's names. */
  public Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("AdminDisplayName", policy.adminDisplayName());
    all.put(
        "RecipientLimitExternalPerHour", Integer.toString(policy.recipientLimitExternalPerHour()));
    all.put(
        "RecipientLimitInternalPerHour", Integer.toString(policy.recipientLimitInternalPerHour()));
    all.put("RecipientLimitPerDay", Integer.toString(policy.recipientLimitPerDay()));
    all.put("ActionWhenThresholdReached", policy.action().name());
    all.put("Mode", policy.mode().name());
    all.put("StoreLoss", policy.storeLoss().name());
    all.put("AutoForwardingMode", policy.autoForwarding().name());
    all.put("BccSuspiciousOutboundMail", Boolean.toString(policy.bccSuspicious().enabled()));
    all.put(
        "BccSuspiciousOutboundAdditionalRecipients",
        String.join(", ", policy.bccSuspicious().addresses()));
    all.put("NotifyOutboundSpam", Boolean.toString(policy.notifyOutbound().enabled()));
    all.put("NotifyOutboundSpamRecipients", String.join(", ", policy.notifyOutbound().addresses()));
    return all;
  }

  /** The properties of its rule by Exchange's names, with the policy that it binds. */
  public Map<String, String> ruleProperties() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("HostedOutboundSpamFilterPolicy", policy.name());
    all.put("Enabled", Boolean.toString(rule.map(PolicyRule::enabled).orElse(false)));
    all.put("Priority", rule.isEmpty() ? "" : Integer.toString(priority));
    all.put("From", String.join(", ", conditions().from()));
    all.put("FromMemberOf", String.join(", ", conditions().fromMemberOf()));
    all.put("SenderDomainIs", String.join(", ", conditions().senderDomainIs()));
    all.put("ExceptIfFrom", String.join(", ", exceptions().from()));
    all.put("ExceptIfFromMemberOf", String.join(", ", exceptions().fromMemberOf()));
    all.put("ExceptIfSenderDomainIs", String.join(", ", exceptions().senderDomainIs()));
    all.put("Comments", rule.map(PolicyRule::comments).orElse(""));
    return all;
  }
}
