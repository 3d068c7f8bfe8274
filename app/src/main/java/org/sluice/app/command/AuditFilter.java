package org.sluice.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which audit records are wanted. */
final class AuditFilter {
  @Option(names = "--from", paramLabel = "TIME", description = "The first instant (ISO 8601).")
  private Optional<String> from = Optional.empty();

  @Option(names = "--to", paramLabel = "TIME", description = "The first instant not wanted.")
  private Optional<String> to = Optional.empty();

  @Option(names = "--user", paramLabel = "NAME", description = "Who did it.")
  private List<String> users = List.of();

  @Option(names = "--object", paramLabel = "NAME", description = "To whom or what.")
  private List<String> objects = List.of();

  @Option(names = "--operation", paramLabel = "NAME", description = "Such as Listed.")
  private List<String> operations = List.of();

  @Option(names = "--type", paramLabel = "TYPE", description = "Such as HygieneEvent.")
  private Optional<String> type = Optional.empty();

  @Option(names = "--text", paramLabel = "TEXT", description = "A part of a name or value.")
  private Optional<String> text = Optional.empty();

  ObjectNode parameters() {
    ObjectNode parameters =
        AdminClient.object()
            .put("StartDate", from.orElse("1970-01-01"))
            .put("EndDate", to.orElse("9999-01-01"));
    put(parameters, "UserIds", users);
    put(parameters, "ObjectIds", objects);
    put(parameters, "Operations", operations);
    type.ifPresent(t -> parameters.put("RecordType", t));
    text.ifPresent(t -> parameters.put("FreeText", t));
    return parameters;
  }

  private static void put(ObjectNode parameters, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = parameters.putArray(name);
      values.forEach(array::add);
    }
  }
}
