package org.sluice.portal.cmdlet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The JSON of answers and errors, as Exchange's clients read it. */
final class Envelope {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String DATA_TYPE = "@data.type";
  private static final String ODATA_TYPE = "@odata.type";

  private Envelope() {}

  /**
   * An answer.
   *
   * @param nextLink where the next page is; empty if there is none
   */
  static ObjectNode answer(String context, List<String> warnings, List<Row> rows, String nextLink) {
    ObjectNode answer = JSON.objectNode();
    answer.put("@odata.context", context);
    answer.put("adminapi.warnings" + ODATA_TYPE, "#Collection(String)");
    ArrayNode told = answer.putArray("@adminapi.warnings");
    warnings.forEach(told::add);
    ArrayNode value = answer.putArray("value");
    rows.forEach(row -> value.add(object(row)));
    if (!nextLink.isEmpty()) {
      answer.put("@odata.nextLink", nextLink);
    }
    return answer;
  }

  private static ObjectNode object(Row row) {
    ObjectNode object = JSON.objectNode();
    row.properties().forEach((name, value) -> put(object, name, value));
    return object;
  }

  /** The annotation stands before its property. */
  private static void put(ObjectNode object, String name, Object value) {
    switch (value) {
      case Integer number -> {
        object.put(name + DATA_TYPE, "System.Int32");
        object.put(name, number);
      }
      case Long number -> {
        object.put(name + DATA_TYPE, "System.Int64");
        object.put(name, number);
      }
      case Instant instant -> {
        object.put(name + DATA_TYPE, "System.DateTime");
        object.put(name, instant.toString());
      }
      case UUID guid -> {
        object.put(name + DATA_TYPE, "System.Guid");
        object.put(name + ODATA_TYPE, "#Guid");
        object.put(name, guid.toString());
      }
      case List<?> texts -> {
        object.put(name + ODATA_TYPE, "#Collection(String)");
        ArrayNode array = object.putArray(name);
        texts.forEach(text -> array.add(String.valueOf(text)));
      }
      case Boolean truth -> object.put(name, truth);
      case Row.Nothing nothing -> object.putNull(name);
      default -> object.put(name, value.toString());
    }
  }

  /** An error: the text once for people, once behind its type for clients that parse. */
  static ObjectNode error(String code, String type, String message) {
    ObjectNode root = JSON.objectNode();
    ObjectNode error = root.putObject("error");
    error.put("code", code);
    error.put("message", message);
    error
        .putArray("details")
        .addObject()
        .put("code", "Client")
        .put("target", "")
        .put("message", "|" + type + "|" + message);
    error.putObject("innererror").putObject("internalexception").put("message", message);
    return root;
  }
}
