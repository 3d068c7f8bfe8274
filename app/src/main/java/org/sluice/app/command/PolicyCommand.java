package org.sluice.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.AutoForwardingMode;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.Profile;
import org.sluice.core.policy.StoreLoss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice policy …}. */
@Command(
    name = "policy",
    description = "Outbound spam policies: which limits, for whom, with what consequence.",
    synopsisSubcommandLabel = "COMMAND")
final class PolicyCommand {
  private static final String POLICIES = "Get-HostedOutboundSpamFilterPolicy";
  private static final String OFFERED = "${COMPLETION-CANDIDATES}";

  private final Surroundings around;

  PolicyCommand(Surroundings around) {
    this.around = around;
  }

  @Command(name = "list", description = "The policies; 0 is no limit.")
  int list(@Mixin ClientOptions options) {
    return new Asking(around, options, Format.TABLE).print(POLICIES, AdminClient.object());
  }

  @Command(name = "show", description = "One policy with all its properties.")
  int show(@Parameters(paramLabel = "POLICY") String policy, @Mixin ClientOptions options) {
    return new Asking(around, options, Format.LIST)
        .print(POLICIES, AdminClient.object().put("Identity", policy));
  }

  @Command(
      name = "explain",
      description = "Which policy applies to a sender, and what each rule said.")
  int explain(@Parameters(paramLabel = "SENDER") String sender, @Mixin ClientOptions options) {
    Asking asking = new Asking(around, options, Format.TABLE);
    asking.print(
        List.of(),
        asking.rows(
            "Get-EffectiveOutboundSpamPolicy", AdminClient.object().put("SenderAddress", sender)));
    return Asking.DONE;
  }

  @Command(name = "set", description = "Changes a policy; what was counted stays counted.")
  int set(
      @Parameters(paramLabel = "POLICY") String policy,
      @Option(names = "--external-per-hour", paramLabel = "N") Optional<Integer> externalPerHour,
      @Option(names = "--internal-per-hour", paramLabel = "N") Optional<Integer> internalPerHour,
      @Option(names = "--per-day", paramLabel = "N") Optional<Integer> perDay,
      @Option(names = "--action", description = OFFERED)
          Optional<ActionWhenThresholdReached> action,
      @Option(names = "--mode", description = OFFERED) Optional<Mode> mode,
      @Option(names = "--store-loss", description = OFFERED) Optional<StoreLoss> storeLoss,
      @Option(names = "--profile", description = OFFERED) Optional<Profile> profile,
      @Option(names = "--auto-forwarding", description = OFFERED)
          Optional<AutoForwardingMode> autoForwarding,
      @Option(
              names = "--copy-to",
              paramLabel = "ADDRESSES",
              description = "who gets copies of messages that exceed a limit; \"\" for nobody")
          Optional<String> copyTo,
      @Option(
              names = "--notify",
              paramLabel = "ADDRESSES",
              description = "who is told of a restriction; \"\" for nobody")
          Optional<String> notify,
      @Mixin ClientOptions options) {
    ObjectNode parameters = AdminClient.object().put("Identity", policy);
    externalPerHour.ifPresent(n -> parameters.put("RecipientLimitExternalPerHour", n));
    internalPerHour.ifPresent(n -> parameters.put("RecipientLimitInternalPerHour", n));
    perDay.ifPresent(n -> parameters.put("RecipientLimitPerDay", n));
    action.ifPresent(a -> parameters.put("ActionWhenThresholdReached", a.name()));
    mode.ifPresent(m -> parameters.put("Mode", m.name()));
    storeLoss.ifPresent(s -> parameters.put("StoreLoss", s.name()));
    profile.ifPresent(p -> parameters.put("Profile", p.name()));
    autoForwarding.ifPresent(a -> parameters.put("AutoForwardingMode", a.name()));
    copyTo.ifPresent(list ->
        addressees(
            parameters,
            "BccSuspiciousOutboundMail",
            "BccSuspiciousOutboundAdditionalRecipients",
            list));
    notify.ifPresent(
        list -> addressees(parameters, "NotifyOutboundSpam", "NotifyOutboundSpamRecipients", list));
    Asking asking = new Asking(around, options, Format.TABLE);
    var _ = asking.rows("Set-HostedOutboundSpamFilterPolicy", parameters);
    return asking.print(POLICIES, AdminClient.object().put("Identity", policy));
  }

  /** One list on the command line is the switch and the list of the cmdlet. */
  private static void addressees(
      ObjectNode parameters, String enabled, String addresses, String list) {
    ArrayNode array = parameters.putArray(addresses);
    for (String address : list.split(",", -1)) {
      if (!address.isBlank()) {
        array.add(address.strip());
      }
    }
    parameters.put(enabled, !array.isEmpty());
  }

  @Command(
      name = "reevaluate",
      description = "Lifts the senders that the policy, as it is now, would not restrict.")
  int reevaluate(@Parameters(paramLabel = "POLICY") String policy, @Mixin ClientOptions options) {
    Asking asking = new Asking(around, options, Format.TABLE);
    List<ObjectNode> lifted =
        asking.rows(
            "Update-HostedOutboundSpamFilterPolicy", AdminClient.object().put("Identity", policy));
    if (lifted.isEmpty() && asking.isTable()) {
      around.out().println("Nobody was lifted.");
    } else {
      asking.print(List.of(), lifted);
    }
    return Asking.DONE;
  }
}
