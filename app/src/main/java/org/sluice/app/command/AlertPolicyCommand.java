package org.sluice.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice alert-policy …}. */
@Command(
    name = AlertPolicyCommand.NAME,
    description = "Alert policies: when an alert fires, and who is told.",
    synopsisSubcommandLabel = "COMMAND")
final class AlertPolicyCommand {
  static final String NAME = "alert-policy";

  private static final String POLICIES = "Get-ProtectionAlert";
  private static final String OFFERED = "${COMPLETION-CANDIDATES}";

  private final Surroundings around;

  AlertPolicyCommand(Surroundings around) {
    this.around = around;
  }

  /** What can be changed of every alert policy. */
  static final class Changes {
    @Option(names = "--on", description = "Turns it on.")
    private boolean on;

    @Option(names = "--off", description = "Turns it off.")
    private boolean off;

    @Option(names = "--severity", description = OFFERED)
    private Optional<Severity> severity = Optional.empty();

    @Option(names = "--mail", arity = "1", paramLabel = "yes|no", description = "Send mail or not.")
    private Optional<String> mail = Optional.empty();

    @Option(
        names = "--to",
        paramLabel = "ADDRESS",
        description =
            "Recipients, as often as needed; TenantAdmins for every Global Administrator.")
    private List<String> recipients = List.of();

    @Option(names = "--per-day", paramLabel = "N", description = "Most mails a day; 0 is no limit.")
    private Optional<Integer> perDay = Optional.empty();

    @Option(names = "--comment", paramLabel = "TEXT")
    private Optional<String> comment = Optional.empty();

    void into(ObjectNode parameters) {
      if (on && off) {
        throw new CommandRefused("--on and --off are given both.");
      }
      if (on || off) {
        parameters.put("Disabled", off);
      }
      severity.ifPresent(s -> parameters.put("Severity", s.name()));
      mail.ifPresent(m -> parameters.put("NotificationEnabled", yes(m)));
      put(parameters, "NotifyUser", recipients);
      perDay.ifPresent(n -> parameters.put("NotifyUserThrottleThreshold", n));
      comment.ifPresent(c -> parameters.put("Comment", c));
    }

    private static boolean yes(String word) {
      return switch (word) {
        case "yes" -> true;
        case "no" -> false;
        default -> throw new CommandRefused("--mail is yes or no, not " + word + ".");
      };
    }
  }

  /** What is a custom policy's own. */
  static final class Own {
    @Option(
        names = "--operation",
        paramLabel = "NAME",
        description = "Such as Set-HostedOutboundSpamFilterPolicy.")
    private List<String> operations = List.of();

    @Option(names = "--filter", paramLabel = "FILTER", description = "ObjectId -like 'a*'")
    private Optional<String> filter = Optional.empty();

    @Option(names = "--category", description = OFFERED)
    private Optional<Category> category = Optional.empty();

    @Option(
        names = "--more-than",
        paramLabel = "N",
        description = "Fires on more than N events within --minutes; 0 is each event.")
    private Optional<Integer> threshold = Optional.empty();

    @Option(
        names = "--minutes",
        paramLabel = "N",
        description = "How long an event counts for --more-than; 60 for a new policy.")
    private Optional<Integer> minutes = Optional.empty();

    void into(ObjectNode parameters) {
      put(parameters, "Operation", operations);
      filter.ifPresent(f -> parameters.put("Filter", f));
      category.ifPresent(c -> parameters.put("Category", c.name()));
      threshold.ifPresent(n -> {
        parameters.put("AggregationType", n == 0 ? "None" : "SimpleAggregation");
        if (n != 0) {
          parameters.put("Threshold", n);
        }
      });
      minutes.ifPresent(n -> parameters.put("TimeWindow", n));
    }
  }

  private static void put(ObjectNode parameters, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = parameters.putArray(name);
      values.forEach(array::add);
    }
  }

  @Command(name = "list", description = "The alert policies.")
  int list(@Mixin ClientOptions options) {
    return new Asking(around, options, Format.TABLE).print(POLICIES, AdminClient.object());
  }

  @Command(name = "show", description = "One alert policy with all its properties.")
  int show(@Parameters(paramLabel = "POLICY") String policy, @Mixin ClientOptions options) {
    return new Asking(around, options, Format.LIST)
        .print(POLICIES, AdminClient.object().put("Identity", policy));
  }

  @Command(name = "new", description = "Makes an alert policy.")
  int create(
      @Parameters(paramLabel = "POLICY") String policy,
      @Mixin Own own,
      @Mixin Changes changes,
      @Mixin ClientOptions options) {
    ObjectNode parameters = AdminClient.object().put("Name", policy);
    own.into(parameters);
    changes.into(parameters);
    return new Asking(around, options, Format.LIST).print("New-ProtectionAlert", parameters);
  }

  @Command(name = "set", description = "Changes an alert policy.")
  int set(
      @Parameters(paramLabel = "POLICY") String policy,
      @Mixin Own own,
      @Mixin Changes changes,
      @Mixin ClientOptions options) {
    ObjectNode parameters = AdminClient.object().put("Identity", policy);
    own.into(parameters);
    changes.into(parameters);
    Asking asking = new Asking(around, options, Format.TABLE);
    var _ = asking.rows("Set-ProtectionAlert", parameters);
    return asking.print(POLICIES, AdminClient.object().put("Identity", policy));
  }

  @Command(name = "remove", description = "Removes an alert policy that is no system one.")
  int remove(@Parameters(paramLabel = "POLICY") String policy, @Mixin ClientOptions options) {
    return new Asking(around, options, Format.TABLE)
        .carryOut(
            "Remove-ProtectionAlert",
            AdminClient.object().put("Identity", policy),
            "The alert policy was removed.");
  }
}
