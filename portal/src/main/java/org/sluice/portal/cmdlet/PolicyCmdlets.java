package org.sluice.portal.cmdlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sluice.core.policy.ActionWhenThresholdReached;
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
              List.of("Automatic", "On", "Off"),
              "Only Automatic yet: Sluice does not judge forwarding so far."),
          Parameter.truth("BccSuspiciousOutboundMail", "Only $false yet."),
          Parameter.texts("BccSuspiciousOutboundAdditionalRecipients", "Only empty yet."),
          Parameter.truth("NotifyOutboundSpam", "Only $false yet."),
          Parameter.texts("NotifyOutboundSpamRecipients", "Only empty yet."));

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
    refuseWhatHasNoEffect(call.arguments());
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    OutboundSpamPolicy blank =
        new OutboundSpamPolicy(
            call.arguments().needed("Name"), "", 0, 0, 0, d.action(), d.mode(), d.storeLoss());
    OutboundSpamPolicy policy =
        call.administration()
            .policies()
            .create(call.actor(), changed(blank, call.arguments()), call.arguments().forAudit());
    call.warn(
        "The policy applies to nobody until a rule binds it: New-HostedOutboundSpamFilterRule.");
    return List.of(row(policy));
  }

  private static List<Row> set(Call call) {
    refuseWhatHasNoEffect(call.arguments());
    String name = call.arguments().needed(IDENTITY);
    var verbs = call.administration().policies();
    verbs.change(
        call.actor(),
        name,
        call.arguments().forAudit(),
        policy -> changed(policy, call.arguments()));
    long restricted = verbs.restrictedBy(name);
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
        a.choice("StoreLoss", StoreLoss.class).orElse(p.storeLoss()));
  }

  /** A property that does nothing yet is not stored: that would be a promise. */
  private static void refuseWhatHasNoEffect(Arguments a) {
    boolean other =
        a.text("AutoForwardingMode").filter(m -> !m.equals("Automatic")).isPresent()
            || a.truth("BccSuspiciousOutboundMail")
            || a.truth("NotifyOutboundSpam")
            || Set.of("BccSuspiciousOutboundAdditionalRecipients", "NotifyOutboundSpamRecipients")
                .stream()
                .anyMatch(name -> !a.texts(name).orElse(List.of()).isEmpty());
    if (other) {
      throw CmdletError.invalid(
          "AutoForwardingMode, BccSuspiciousOutboundMail and NotifyOutboundSpam have no effect in"
              + " this version of Sluice, so only their defaults are accepted. Nothing was"
              + " changed.");
    }
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
        .put("AutoForwardingMode", "Automatic")
        .put("BccSuspiciousOutboundMail", false)
        .put("BccSuspiciousOutboundAdditionalRecipients", List.of())
        .put("NotifyOutboundSpam", false)
        .put("NotifyOutboundSpamRecipients", List.of())
        .put("IsDefault", p.isDefault());
  }
}
