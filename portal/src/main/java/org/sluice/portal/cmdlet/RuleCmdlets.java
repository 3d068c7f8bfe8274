package org.sluice.portal.cmdlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.sluice.core.administration.RuleVerbs;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.PolicyRule;

/** Rules that bind policies to senders. */
final class RuleCmdlets {
  private static final String IDENTITY = "Identity";
  private static final String POLICY = "HostedOutboundSpamFilterPolicy";
  private static final int MOST_PRIORITY = 10_000;
  private static final List<Parameter> PROPERTIES =
      List.of(
          Parameter.number("Priority", MOST_PRIORITY, "Its place; 0 is asked first."),
          Parameter.texts("From", "Users; one of them suffices."),
          Parameter.texts("FromMemberOf", "Groups of the configuration."),
          Parameter.texts("SenderDomainIs", "Domains, with their subdomains."),
          Parameter.texts("ExceptIfFrom", "Users it is not for."),
          Parameter.texts("ExceptIfFromMemberOf", "Groups it is not for."),
          Parameter.texts("ExceptIfSenderDomainIs", "Domains it is not for."),
          Parameter.text("Comments", "A note."));

  private RuleCmdlets() {}

  static List<Cmdlet> all() {
    Parameter rule = Parameter.needed(IDENTITY, "The rule's name.");
    return List.of(
        Cmdlet.get(
            "Get-HostedOutboundSpamFilterRule",
            "The rules by priority.",
            List.of(
                Parameter.text(IDENTITY, "Only this rule."),
                Parameter.choice("State", List.of("Enabled", "Disabled"), "Only these.")),
            RuleCmdlets::get),
        Cmdlet.change(
            "New-HostedOutboundSpamFilterRule",
            "Binds a policy to senders.",
            with(
                Parameter.needed("Name", "The rule's name."),
                Parameter.needed(POLICY, "The policy it binds."),
                Parameter.truth("Enabled", "Whether it is asked; $true without it.")),
            RuleCmdlets::create),
        Cmdlet.change(
            "Set-HostedOutboundSpamFilterRule",
            "Changes a rule.",
            with(rule, Parameter.text(POLICY, "The policy it binds.")),
            RuleCmdlets::set),
        Cmdlet.change(
            "Remove-HostedOutboundSpamFilterRule",
            "Removes a rule; its policy stays and applies to nobody.",
            List.of(rule),
            RuleCmdlets::remove),
        Cmdlet.change(
            "Enable-HostedOutboundSpamFilterRule",
            "Switches a rule on.",
            List.of(rule),
            call -> enable(call, true)),
        Cmdlet.change(
            "Disable-HostedOutboundSpamFilterRule",
            "Switches a rule off.",
            List.of(rule),
            call -> enable(call, false)));
  }

  private static List<Parameter> with(Parameter... first) {
    List<Parameter> all = new ArrayList<>(List.of(first));
    all.addAll(PROPERTIES);
    return all;
  }

  private static List<Row> get(Call call) {
    RuleVerbs verbs = call.administration().rules();
    return call
        .arguments()
        .text(IDENTITY)
        .map(name -> List.of(verbs.show(call.actor(), name)))
        .orElseGet(() -> verbs.list(call.actor()))
        .stream()
        .map(RuleCmdlets::row)
        .filter(row ->
            call.arguments().text("State").isEmpty()
                || call.arguments().text("State").get().equals(row.properties().get("State")))
        .toList();
  }

  private static List<Row> create(Call call) {
    Arguments a = call.arguments();
    PolicyRule rule =
        new PolicyRule(
            a.needed("Name"),
            a.needed(POLICY),
            !a.has("Enabled") || a.truth("Enabled"),
            conditions(a, "", Conditions.NONE),
            conditions(a, "ExceptIf", Conditions.NONE),
            a.text("Comments").orElse(""));
    RuleVerbs.Placed made =
        call.administration()
            .rules()
            .create(call.actor(), rule, a.number("Priority"), a.forAudit());
    call.administration().inquiries().doubts(rule).forEach(call::warn);
    return List.of(row(made));
  }

  private static List<Row> set(Call call) {
    Arguments a = call.arguments();
    RuleVerbs.Placed changed =
        call.administration()
            .rules()
            .change(
                call.actor(),
                a.needed(IDENTITY),
                a.number("Priority"),
                a.forAudit(),
                rule ->
                    new PolicyRule(
                        rule.name(),
                        a.text(POLICY).orElse(rule.policy()),
                        rule.enabled(),
                        conditions(a, "", rule.conditions()),
                        conditions(a, "ExceptIf", rule.exceptions()),
                        a.text("Comments").orElse(rule.comments())));
    call.administration().inquiries().doubts(changed.rule()).forEach(call::warn);
    return List.of();
  }

  private static List<Row> remove(Call call) {
    call.administration().rules().remove(call.actor(), call.arguments().needed(IDENTITY));
    return List.of();
  }

  private static List<Row> enable(Call call, boolean enabled) {
    call.administration().rules().enable(call.actor(), call.arguments().needed(IDENTITY), enabled);
    return List.of();
  }

  private static Conditions conditions(Arguments a, String prefix, Conditions before) {
    return new Conditions(
        values(a, prefix + "From", before.from()),
        values(a, prefix + "FromMemberOf", before.fromMemberOf()),
        values(a, prefix + "SenderDomainIs", before.senderDomainIs()));
  }

  private static Set<String> values(Arguments a, String name, Set<String> before) {
    return a.texts(name).<Set<String>>map(TreeSet::new).orElse(before);
  }

  private static Row row(RuleVerbs.Placed placed) {
    PolicyRule rule = placed.rule();
    return new Row()
        .put("Name", rule.name())
        .put(IDENTITY, rule.name())
        .put(POLICY, rule.policy())
        .put("Priority", placed.priority())
        .put("State", rule.enabled() ? "Enabled" : "Disabled")
        .put("From", List.copyOf(rule.conditions().from()))
        .put("FromMemberOf", List.copyOf(rule.conditions().fromMemberOf()))
        .put("SenderDomainIs", List.copyOf(rule.conditions().senderDomainIs()))
        .put("ExceptIfFrom", List.copyOf(rule.exceptions().from()))
        .put("ExceptIfFromMemberOf", List.copyOf(rule.exceptions().fromMemberOf()))
        .put("ExceptIfSenderDomainIs", List.copyOf(rule.exceptions().senderDomainIs()))
        .put("Comments", rule.comments());
  }
}
