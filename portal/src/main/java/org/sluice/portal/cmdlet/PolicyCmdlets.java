package org.sluice.portal.cmdlet;

import java.util.ArrayList;
import java.util.List;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Addressees;
import org.sluice.core.policy.AutoForwardingMode;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.Profile;
import org.sluice.core.policy.StoreLoss;

/** Outbound spam policies. */
final class PolicyCmdlets {
  private static final String IDENTITY = "Identity";
  private static final List<Parameter> PROPERTIES =
      List.of(
          Parameter.text("AdminDisplayName", "A description."),
          Parameter.number(
              "RecipientLimitExternalPerHour",
              OutboundSpamPolicy.MOST,
              "External recipients in sliding 60 minutes; 0 is none."),
          Parameter.number(
              "RecipientLimitInternalPerHour",
              OutboundSpamPolicy.MOST,
              "Internal recipients in sliding 60 minutes; 0 is none."),
          Parameter.number(
              "RecipientLimitPerDay",
              OutboundSpamPolicy.MOST,
              "Recipients in sliding 24 hours; 0 leaves the recipient rate limit alone."),
          Parameter.choice(
              "ActionWhenThresholdReached",
              ActionWhenThresholdReached.values(),
              "What follows when a limit is crossed."),
          Parameter.choice(
              "Mode", Mode.values(), "Monitor records and refuses nothing (Sluice's own)."),
          Parameter.choice(
              "StoreLoss",
              StoreLoss.values(),
              "What follows when charges cannot be recorded (Sluice's own)."),
          Parameter.choice(
              "Profile",
              Profile.values(),
              "The advised limits at once; single limits beside it win (Sluice's own)."),
          Parameter.choice(
              "AutoForwardingMode",
              AutoForwardingMode.values(),
              "Whether automatic external forwards pass, at doors that see the header; Automatic"
                  + " is Off."),
          Parameter.truth(
              "BccSuspiciousOutboundMail", "Whether messages that exceed a limit are copied."),
          Parameter.texts("BccSuspiciousOutboundAdditionalRecipients", "Who gets the copies."),
          Parameter.truth(
              "NotifyOutboundSpam", "Whether people are told that the policy restricts a sender."),
          Parameter.texts("NotifyOutboundSpamRecipients", "Who is told."));

  private PolicyCmdlets() {}

  static List<Cmdlet> all() {
    return List.of(
        Cmdlet.get(
            "Get-HostedOutboundSpamFilterPolicy",
            "Outbound spam policies.",
            List.of(Parameter.text(IDENTITY, "Only this policy.")),
            PolicyCmdlets::get),
        Cmdlet.change(
            "New-HostedOutboundSpamFilterPolicy",
            "Makes a policy; it applies to nobody until a rule binds it.",
            with(Parameter.needed("Name", "The policy's name.")),
            PolicyCmdlets::create),
        Cmdlet.change(
            "Set-HostedOutboundSpamFilterPolicy",
            "Changes a policy; usage that was counted stays.",
            with(Parameter.needed(IDENTITY, "The policy's name.")),
            PolicyCmdlets::set),
        Cmdlet.change(
            "Remove-HostedOutboundSpamFilterPolicy",
            "Removes a policy and its rule. Default stays.",
            List.of(Parameter.needed(IDENTITY, "The policy's name.")),
            PolicyCmdlets::remove),
        Cmdlet.change(
            "Update-HostedOutboundSpamFilterPolicy",
            "Lifts the senders that the policy, as it is now, would not restrict (Sluice's own).",
            List.of(Parameter.needed(IDENTITY, "The policy's name.")),
            PolicyCmdlets::update));
  }

  private static List<Parameter> with(Parameter first) {
    List<Parameter> all = new ArrayList<>(List.of(first));
    all.addAll(PROPERTIES);
    return all;
  }

  private static List<Row> get(Call call) {
    var verbs = call.administration().policies();
    warnOfUnsent(call);
    return call
        .arguments()
        .text(IDENTITY)
        .map(name -> List.of(verbs.show(call.actor(), name)))
        .orElseGet(() -> verbs.list(call.actor()))
        .stream()
        .map(PolicyCmdlets::row)
        .toList();
  }

  private static List<Row> create(Call call) {
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    OutboundSpamPolicy blank =
        new OutboundSpamPolicy(
            call.arguments().needed("Name"), "", 0, 0, 0, d.action(), d.mode(), d.storeLoss());
    OutboundSpamPolicy policy =
        call.administration()
            .policies()
            .create(call.actor(), changed(blank, call.arguments()), call.arguments().forAudit());
    warnOfUnsent(call);
    call.warn(
        "The policy applies to nobody until a rule binds it: New-HostedOutboundSpamFilterRule.");
    return List.of(row(policy));
  }

  private static List<Row> set(Call call) {
    String name = call.arguments().needed(IDENTITY);
    var verbs = call.administration().policies();
    verbs.change(
        call.actor(),
        name,
        call.arguments().forAudit(),
        policy -> changed(policy, call.arguments()));
    warnOfUnsent(call);
    long restricted = verbs.restrictedBy(call.actor(), name);
    if (restricted > 0) {
      call.warn(
          "The policy restricts "
              + restricted
              + " sender"
              + (restricted == 1 ? "" : "s")
              + " now, who stay restricted. To hold them against the new values:"
              + " Update-HostedOutboundSpamFilterPolicy -Identity "
              + name);
    }
    return List.of();
  }

  private static void warnOfUnsent(Call call) {
    call.administration().alertPolicies().unsentSpamNotices().ifPresent(call::warn);
  }

  private static List<Row> remove(Call call) {
    call.administration().policies().remove(call.actor(), call.arguments().needed(IDENTITY));
    return List.of();
  }

  private static List<Row> update(Call call) {
    return call
        .administration()
        .restrictions()
        .reevaluate(call.actor(), call.arguments().needed(IDENTITY))
        .stream()
        .map(r -> new Row().put("Entity", r.entity().name()).put("Lifted", true))
        .toList();
  }

  private static OutboundSpamPolicy changed(OutboundSpamPolicy before, Arguments a) {
    OutboundSpamPolicy p = a.choice("Profile", Profile.class).map(before::with).orElse(before);
    return new OutboundSpamPolicy(
        p.name(),
        a.text("AdminDisplayName").orElse(p.adminDisplayName()),
        a.number("RecipientLimitExternalPerHour").orElse(p.recipientLimitExternalPerHour()),
        a.number("RecipientLimitInternalPerHour").orElse(p.recipientLimitInternalPerHour()),
        a.number("RecipientLimitPerDay").orElse(p.recipientLimitPerDay()),
        a.choice("ActionWhenThresholdReached", ActionWhenThresholdReached.class).orElse(p.action()),
        a.choice("Mode", Mode.class).orElse(p.mode()),
        a.choice("StoreLoss", StoreLoss.class).orElse(p.storeLoss()),
        a.choice("AutoForwardingMode", AutoForwardingMode.class).orElse(p.autoForwarding()),
        addressees(
            a,
            "BccSuspiciousOutboundMail",
            "BccSuspiciousOutboundAdditionalRecipients",
            p.bccSuspicious()),
        addressees(a, "NotifyOutboundSpam", "NotifyOutboundSpamRecipients", p.notifyOutbound()));
  }

  private static Addressees addressees(
      Arguments a, String enabled, String addresses, Addressees before) {
    return new Addressees(
        a.has(enabled) ? a.truth(enabled) : before.enabled(),
        a.texts(addresses).orElse(before.addresses()));
  }

  private static Row row(OutboundSpamPolicy p) {
    return new Row()
        .put("Name", p.name())
        .put("Identity", p.name())
        .put("AdminDisplayName", p.adminDisplayName())
        .put("RecipientLimitExternalPerHour", p.recipientLimitExternalPerHour())
        .put("RecipientLimitInternalPerHour", p.recipientLimitInternalPerHour())
        .put("RecipientLimitPerDay", p.recipientLimitPerDay())
        .put("ActionWhenThresholdReached", p.action().name())
        .put("Mode", p.mode().name())
        .put("StoreLoss", p.storeLoss().name())
        .put("AutoForwardingMode", p.autoForwarding().name())
        .put("BccSuspiciousOutboundMail", p.bccSuspicious().enabled())
        .put("BccSuspiciousOutboundAdditionalRecipients", p.bccSuspicious().addresses())
        .put("NotifyOutboundSpam", p.notifyOutbound().enabled())
        .put("NotifyOutboundSpamRecipients", p.notifyOutbound().addresses())
        .put("IsDefault", p.isDefault());
  }
}
