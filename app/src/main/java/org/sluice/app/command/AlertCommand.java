package org.sluice.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.sluice.core.alert.Alert;
import org.sluice.core.outbox.Delivery;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice alert …}. */
@Command(
    name = "alert",
    description = "Alerts: what people must know of, and whether they were told.",
    synopsisSubcommandLabel = "COMMAND")
final class AlertCommand {
  private static final String ALERTS = "Get-Alert";
  private static final String OFFERED = "${COMPLETION-CANDIDATES}";
  private static final String ID = "Its identifier, or the beginning of it.";

  private final Surroundings around;

  AlertCommand(Surroundings around) {
    this.around = around;
  }

  @Command(name = "list", description = "Alerts, newest first.")
  int list(
      @Option(names = "--status", description = OFFERED) Optional<Alert.Status> status,
      @Option(names = "--entity", paramLabel = "NAME", description = "Only about this one.")
          Optional<String> entity,
      @Option(names = "--policy", paramLabel = "NAME", description = "Only of this alert policy.")
          Optional<String> policy,
      @Mixin ClientOptions options) {
    ObjectNode parameters = AdminClient.object();
    status.ifPresent(s -> parameters.put("Status", s.name()));
    entity.ifPresent(e -> parameters.put("Entity", e));
    policy.ifPresent(p -> parameters.put("AlertPolicy", p));
    Asking asking = new Asking(around, options, Format.TABLE);
    List<ObjectNode> rows = asking.rows(ALERTS, parameters);
    if (rows.isEmpty() && asking.isTable()) {
      around.out().println("There is no alert.");
    } else {
      asking.print(Column.ofCmdlet(ALERTS), rows);
    }
    return Asking.DONE;
  }

  @Command(name = "show", description = "One alert, its comments and the records behind it.")
  int show(
      @Parameters(paramLabel = "ALERT", description = ID) String id, @Mixin ClientOptions options) {
    return new Asking(around, options, Format.LIST)
        .print(ALERTS, AdminClient.object().put("Identity", id));
  }

  @Command(name = "set", description = "Changes the status, assignee or classification.")
  int set(
      @Parameters(paramLabel = "ALERT", description = ID) String id,
      @Option(names = "--status", description = OFFERED) Optional<Alert.Status> status,
      @Option(names = "--assign", paramLabel = "NAME", description = "Who looks after it.")
          Optional<String> assignee,
      @Option(names = "--classification", description = OFFERED)
          Optional<Alert.Classification> classification,
      @Mixin ClientOptions options) {
    ObjectNode parameters = AdminClient.object().put("Identity", id);
    status.ifPresent(s -> parameters.put("Status", s.name()));
    assignee.ifPresent(a -> parameters.put("AssignedTo", a));
    classification.ifPresent(c -> parameters.put("Classification", c.name()));
    return change(options, parameters);
  }

  @Command(name = "comment", description = "Adds a comment.")
  int comment(
      @Parameters(paramLabel = "ALERT", description = ID) String id,
      @Parameters(paramLabel = "TEXT") String text,
      @Mixin ClientOptions options) {
    return change(options, AdminClient.object().put("Identity", id).put("Comment", text));
  }

  @Command(name = "resolve", description = "Closes an alert.")
  int resolve(
      @Parameters(paramLabel = "ALERT", description = ID) String id,
      @Option(names = "--classification", description = OFFERED)
          Optional<Alert.Classification> classification,
      @Option(names = "--comment", paramLabel = "TEXT") Optional<String> comment,
      @Mixin ClientOptions options) {
    ObjectNode parameters =
        AdminClient.object().put("Identity", id).put("Status", Alert.Status.Resolved.name());
    classification.ifPresent(c -> parameters.put("Classification", c.name()));
    comment.ifPresent(c -> parameters.put("Comment", c));
    return change(options, parameters);
  }

  private int change(ClientOptions options, ObjectNode parameters) {
    return new Asking(around, options, Format.TABLE)
        .carryOut("Set-Alert", parameters, "The alert was changed.");
  }

  @Command(name = "outbox", description = "What became of the notifications, newest first.")
  int outbox(
      @Option(names = "--state", description = OFFERED) Optional<Delivery.State> state,
      @Mixin ClientOptions options) {
    Asking asking = new Asking(around, options, Format.TABLE);
    ObjectNode parameters = AdminClient.object();
    state.ifPresent(s -> parameters.put("State", s.name()));
    List<ObjectNode> rows = asking.rows("Get-AlertNotification", parameters);
    if (rows.isEmpty() && asking.isTable()) {
      around
          .out()
          .println(
              state.isEmpty()
                  ? "Nobody was or is to be told of anything."
                  : "No notification is in this state.");
    } else {
      asking.print(Column.ofCmdlet("Get-AlertNotification"), rows);
    }
    return Asking.DONE;
  }

  @Command(name = "retry", description = "Tries a notification again, or all that were given up.")
  int retry(@ArgGroup(multiplicity = "1") Which which, @Mixin ClientOptions options) {
    ObjectNode parameters = AdminClient.object();
    if (which.all) {
      parameters.put("All", true);
    } else {
      parameters.put("Identity", which.number);
    }
    return new Asking(around, options, Format.TABLE)
        .carryOut(
            "Restart-AlertNotification",
            parameters,
            which.all ? "All that were given up are tried again now." : "It is tried again now.");
  }

  /** One, or all. */
  static final class Which {
    @Parameters(paramLabel = "NUMBER", description = "As outbox shows it.")
    int number;

    @Option(names = "--all", description = "All that were given up.")
    boolean all;
  }

  @Command(name = "test-mail", description = "Sends a test notice by mail, and says what came.")
  int testMail(@Parameters(paramLabel = "ADDRESS") String to, @Mixin ClientOptions options) {
    return test(options, "Mail", to);
  }

  @Command(name = "test-webhook", description = "Posts a test notice to a [[webhook]].")
  int testWebhook(@Parameters(paramLabel = "NAME") String to, @Mixin ClientOptions options) {
    return test(options, "Webhook", to);
  }

  @Command(name = "test-syslog", description = "Sends a test notice to the log server.")
  int testSyslog(@Mixin ClientOptions options) {
    return test(options, "Syslog", "");
  }

  private int test(ClientOptions options, String channel, String to) {
    ObjectNode parameters = AdminClient.object().put("Channel", channel);
    if (!to.isEmpty()) {
      parameters.put("To", to);
    }
    return new Asking(around, options, Format.LIST).print("Test-AlertNotification", parameters);
  }
}
