package org.sluice.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.configuration.PostgresqlPart;
import org.sluice.app.serve.FactsPlace;
import org.sluice.core.administration.AuditFound;
import org.sluice.core.administration.AuditVerbs;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.ChainFault;
import org.sluice.core.audit.ChainReport;
import org.sluice.portal.cmdlet.AuditExport;
import org.sluice.store.embedded.facts.SqliteFacts;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.postgresql.Place;
import org.sluice.store.postgresql.PostgresqlFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice audit …}. */
@Command(
    name = "audit",
    description = "The audit log: what happened, by whom, to whom.",
    synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {
  private static final int NOT_WHOLE = 1;
  private static final String NODE_OF_A_CLUSTER =
      "WARNING: A node with its facts in PostgreSQL has run with this data directory. If it still"
          + " does, the log in use is there: name it with --config FILE.";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Column> COLUMNS =
      Column.of("CreationTime", "Operation", "UserId", "ClientIP", "ObjectId", "Details");

  private final Surroundings around;

  AuditCommand(Surroundings around) {
    this.around = around;
  }

  @Command(name = "search", description = "Records, newest first.")
  int search(
      @Mixin AuditFilter filter,
      @Option(
              names = "--most",
              paramLabel = "N",
              description = "The most records, up to 5000. Default: 100")
          Optional<Integer> most,
      @Mixin ClientOptions options) {
    Asking asking = new Asking(around, options, Format.TABLE);
    ObjectNode parameters = filter.parameters();
    most.ifPresent(n -> parameters.put("ResultSize", n.toString()));
    List<ObjectNode> rows = asking.rows("Search-UnifiedAuditLog", parameters);
    List<ObjectNode> records = rows.stream().map(row -> record(row, asking.isTable())).toList();
    asking.print(asking.isTable() ? COLUMNS : List.of(), records);
    sayIfMoreMatch(rows);
    return rows.stream().allMatch(row -> row.path("IsValid").asBoolean(true))
        ? Asking.DONE
        : NOT_WHOLE;
  }

  /** Behind the records, where a person looks: what is not shown is not to be taken for nothing. */
  private void sayIfMoreMatch(List<ObjectNode> rows) {
    long matching = rows.isEmpty() ? 0 : rows.getFirst().path("ResultCount").asLong();
    if (matching <= rows.size()) {
      return;
    }
    around
        .err()
        .println(
            "%d of %s%d are shown, the newest. --most N shows up to %d, `sluice audit export` all."
                .formatted(
                    rows.size(),
                    matching == AuditVerbs.MOST_COUNTED ? "at least " : "",
                    matching,
                    AuditLog.MOST));
  }

  private static ObjectNode record(ObjectNode row, boolean withDetails) {
    try {
      ObjectNode record = (ObjectNode) JSON.readTree(row.path("AuditData").asText());
      if (withDetails && record.has(AuditFound.UNREADABLE)) {
        record
            .put("Operation", AuditFound.UNREADABLE)
            .put("Details", record.path(AuditFound.UNREADABLE).asText());
      } else if (withDetails) {
        record.put("Details", details(record));
      }
      return record;
    } catch (JsonProcessingException e) {
      throw new CommandRefused("The server did not answer as a Sluice does: " + e.getMessage(), e);
    }
  }

  private static String details(ObjectNode record) {
    StringJoiner details = new StringJoiner(" ");
    for (JsonNode each : record.path("Parameters")) {
      details.add(each.path("Name").asText() + "=" + each.path("Value").asText());
    }
    return details.toString();
  }

  @Command(name = "export", description = "All records of a search, as they are read.")
  int export(
      @Mixin AuditFilter filter,
      @Option(names = "--format", paramLabel = "csv|json", description = "Default: csv")
          Optional<String> format,
      @Option(names = "--file", paramLabel = "FILE", description = "Default: standard output")
          Optional<Path> file,
      @Mixin ClientOptions options)
      throws IOException {
    StringJoiner query = new StringJoiner("&", "AuditLog?", "");
    query.add("Format=" + encoded(format.orElse("csv")));
    filter
        .parameters()
        .properties()
        .forEach(p -> values(p.getValue()).forEach(v -> query.add(p.getKey() + "=" + encoded(v))));
    AdminClient client = options.client(around);
    if (file.isEmpty()) {
      return download(client, query.toString(), around.out());
    }
    try (AgreedFile out = new AgreedFile(file.get())) {
      try {
        int status = download(client, query.toString(), out);
        out.isWhole();
        return status;
      } finally {
        out.beginning()
            .ifPresent(part -> around.err().println("What was written until then is in " + part));
      }
    }
  }

  /** What is handed over as evidence is said not to be all there was, if it is not. */
  private int download(AdminClient client, String query, OutputStream into) {
    LastLines lines = new LastLines(into);
    client.download(query, lines);
    if (lines.known().stream().noneMatch(AuditExport::isOfUnreadable)) {
      return Asking.DONE;
    }
    around
        .err()
        .println(
            "SOME RECORDS CANNOT BE READ. Each has a line that says so, and the last line counts"
                + " them. `sluice audit verify` says what was changed.");
    return NOT_WHOLE;
  }

  private static List<String> values(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(JsonNode::asText).toList()
        : List.of(value.asText());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Command(
      name = "verify",
      description =
          "Proves that nothing was changed or removed, or names the place. Exit status 1 if not.")
  int verify(
      @Option(
              names = "--noted",
              paramLabel = "NUMBER:HASH",
              description = "A head that was noted earlier, to be held against the log.")
          Optional<String> noted,
      @Option(
              names = "--offline",
              description =
                  "Reads the file of --data itself, or the database that --config names; needs no"
                      + " running server.")
          boolean offline,
      @Option(
              names = "--config",
              paramLabel = "FILE",
              description = "With --offline: the configuration whose [postgresql] has the log.")
          Optional<Path> config,
      @Mixin ClientOptions options) {
    if (!offline && config.isPresent()) {
      throw new CommandRefused("--config is for --offline; a running server is named by --data.");
    }
    return offline ? offline(noted, config, options) : online(noted, options);
  }

  private int online(Optional<String> noted, ClientOptions options) {
    Asking asking = new Asking(around, options, Format.LIST);
    ObjectNode parameters = AdminClient.object();
    noted.ifPresent(n -> parameters.put("Noted", n));
    List<ObjectNode> rows = asking.rows("Test-UnifiedAuditLog", parameters);
    asking.print(List.of(), rows);
    return rows.getFirst().path("IsWhole").asBoolean() ? Asking.DONE : NOT_WHOLE;
  }

  /** Names what it reads: a data directory may hold a log that is not the one in use. */
  private ChainReport read(Path data, Optional<Path> config, Optional<AuditLog.Noted> noted) {
    PostgresqlPart database =
        config.map(Configuration::read).orElseGet(Configuration::ofDefaults).postgresql();
    if (database.isPresent()) {
      Place place = FactsPlace.place(database);
      ChainReport report = PostgresqlFacts.verify(place, noted);
      around.out().println("Read: PostgreSQL at " + place.shown());
      return report;
    }
    ChainReport report = SqliteFacts.verifyFile(data, noted);
    around.out().println("Read: " + data.resolve(SqliteFacts.FILE).toAbsolutePath());
    if (config.isEmpty() && PostgresqlFacts.isNode(data)) {
      around.err().println(NODE_OF_A_CLUSTER);
    }
    return report;
  }

  private int offline(Optional<String> noted, Optional<Path> config, ClientOptions options) {
    try {
      ChainReport report = read(options.data(), config, noted.map(AuditCommand::parseNoted));
      around
          .out()
          .println(
              "%d records, %d to %d. Head: %d:%s"
                  .formatted(
                      report.records(),
                      report.first(),
                      report.last(),
                      report.last(),
                      report.head()));
      report.faults().stream().map(ChainFault::words).forEach(around.out()::println);
      if (report.more() > 0) {
        around.out().println("And " + report.more() + " more.");
      }
      around.out().println(report.isWhole() ? "The log is whole." : "The log is NOT whole.");
      return report.isWhole() ? Asking.DONE : NOT_WHOLE;
    } catch (FactsFailure e) {
      throw new CommandRefused(String.valueOf(e.getMessage()), e);
    }
  }

  private static AuditLog.Noted parseNoted(String text) {
    if (!text.matches("[0-9]{1,18}:[0-9a-fA-F]{64}")) {
      throw new CommandRefused("\"" + text + "\" is not of the form NUMBER:HASH.");
    }
    int colon = text.indexOf(':');
    return new AuditLog.Noted(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
  }

  @Command(name = "status", description = "Whether the log is on, and how long records are kept.")
  int status(@Mixin ClientOptions options) {
    return new Asking(around, options, Format.LIST)
        .print("Get-AdminAuditLogConfig", AdminClient.object());
  }

  @Command(name = "on", description = "Turns the log on.")
  int on(@Mixin ClientOptions options) {
    return turn(options, true, "The audit log is on.");
  }

  @Command(name = "off", description = "Turns the log off: no alert fires any more.")
  int off(@Mixin ClientOptions options) {
    return turn(options, false, "The audit log is off.");
  }

  private int turn(ClientOptions options, boolean on, String done) {
    return new Asking(around, options, Format.TABLE)
        .carryOut(
            "Set-AdminAuditLogConfig",
            AdminClient.object().put("UnifiedAuditLogIngestionEnabled", on),
            done);
  }
}
