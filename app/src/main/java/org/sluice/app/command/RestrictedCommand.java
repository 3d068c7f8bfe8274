package org.sluice.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice restricted …}. */
@Command(
    name = "restricted",
    description = "Senders who may not send now.",
    synopsisSubcommandLabel = "COMMAND")
final class RestrictedCommand {
  private static final String CONNECTOR = "The name is a connector's, by its id or name.";
  private static final List<Column> COLUMNS =
      Column.of("Entity", "Type", "CreatedDatetime", "TemporaryBlock", "Reason");

  private final Surroundings around;

  RestrictedCommand(Surroundings around) {
    this.around = around;
  }

  @Command(name = "list", description = "Everybody who is restricted now.")
  int list(@Mixin ClientOptions options) {
    Asking asking = new Asking(around, options, Format.TABLE);
    List<ObjectNode> rows = new ArrayList<>();
    asking
        .rows("Get-BlockedSenderAddress", AdminClient.object())
        .forEach(row -> rows.add(entity(row, "SenderAddress", "User")));
    asking
        .rows("Get-BlockedConnector", AdminClient.object())
        .forEach(row -> rows.add(entity(row, "Name", "Connector")));
    if (rows.isEmpty() && asking.isTable()) {
      around.out().println("Nobody is restricted.");
    } else {
      asking.print(COLUMNS, rows);
    }
    return Asking.DONE;
  }

  private static ObjectNode entity(ObjectNode row, String name, String type) {
    ObjectNode entity = AdminClient.object();
    entity.set("Entity", row.path(name));
    entity.put("Type", type);
    row.properties()
        .forEach(p -> {
          if (!p.getKey().equals(name)) {
            entity.set(p.getKey(), p.getValue());
          }
        });
    return entity;
  }

  @Command(name = "show", description = "Every restriction a sender had, with its evidence.")
  int show(
      @Parameters(paramLabel = "SENDER") String sender,
      @Option(names = "--connector", description = CONNECTOR) boolean connector,
      @Mixin ClientOptions options) {
    Asking asking = new Asking(around, options, Format.LIST);
    List<ObjectNode> rows = asking.rows("Get-RestrictionHistory", named(sender, connector));
    if (rows.isEmpty()) {
      around.err().println(sender + " was never restricted.");
    }
    asking.print(List.of(), rows);
    return Asking.DONE;
  }

  @Command(name = "restrict", description = "Restricts a sender by hand, at once.")
  int restrict(
      @Parameters(paramLabel = "SENDER") String sender,
      @Option(names = "--connector", description = CONNECTOR) boolean connector,
      @Option(names = "--reason", description = "Why, for the history.") Optional<String> reason,
      @Option(names = "--until", description = "When it lifts itself (ISO 8601); else by hand.")
          Optional<String> until,
      @Mixin ClientOptions options) {
    ObjectNode parameters = named(sender, connector);
    reason.ifPresent(text -> parameters.put("Reason", text));
    until.ifPresent(instant -> parameters.put("Until", instant));
    return new Asking(around, options, Format.TABLE)
        .carryOut(
            connector ? "Add-BlockedConnector" : "Add-BlockedSenderAddress",
            parameters,
            sender + " may not send any more.");
  }

  @Command(name = "release", description = "Lifts a restriction at once; usage starts afresh.")
  int release(
      @Parameters(paramLabel = "SENDER") String sender,
      @Option(names = "--connector", description = CONNECTOR) boolean connector,
      @Option(names = "--comment", description = "What was done, for the history.")
          Optional<String> comment,
      @Mixin ClientOptions options) {
    ObjectNode parameters = named(sender, connector);
    comment.ifPresent(text -> parameters.put("Reason", text));
    return new Asking(around, options, Format.TABLE)
        .carryOut(
            connector ? "Remove-BlockedConnector" : "Remove-BlockedSenderAddress",
            parameters,
            sender + " may send again.");
  }

  private static ObjectNode named(String sender, boolean connector) {
    return AdminClient.object().put(connector ? "ConnectorId" : "SenderAddress", sender);
  }
}
