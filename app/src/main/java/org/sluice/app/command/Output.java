package org.sluice.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.sluice.portal.http.Csv;

/** Prints objects. Nothing that a sender wrote can steer a terminal or a spreadsheet. */
final class Output {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GAP = "  ";

  private Output() {}

  /**
   * Prints.
   *
   * @param columns of the table; empty for every property
   */
  static void print(PrintStream out, Format format, List<Column> columns, List<ObjectNode> rows) {
    switch (format) {
      case TABLE -> table(out, columns.isEmpty() ? every(rows) : columns, rows);
      case LIST -> list(out, rows);
      case JSON -> json(out, rows);
      case CSV -> csv(out, rows);
    }
  }

  private static List<Column> every(List<ObjectNode> rows) {
    return properties(rows).stream().map(Column::of).toList();
  }

  private static Set<String> properties(List<ObjectNode> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> row.fieldNames().forEachRemaining(names::add));
    return names;
  }

  private static void table(PrintStream out, List<Column> columns, List<ObjectNode> rows) {
    if (rows.isEmpty()) {
      return;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::heading).toList());
    for (ObjectNode row : rows) {
      lines.add(columns.stream().map(c -> shown(row.path(c.property()))).toList());
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        int at = i;
        int width = lines.stream().mapToInt(l -> l.get(at).length()).max().orElse(0);
        String cell = line.get(i);
        String space = " ".repeat(width - cell.length());
        boolean right = isNumber(rows, columns.get(i).property());
        text.append(right ? space + cell : cell + space).append(GAP);
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private static boolean isNumber(List<ObjectNode> rows, String property) {
    return rows.stream().anyMatch(row -> row.path(property).isNumber());
  }

  private static void list(PrintStream out, List<ObjectNode> rows) {
    int width = properties(rows).stream().mapToInt(String::length).max().orElse(0);
    boolean first = true;
    for (ObjectNode row : rows) {
      if (!first) {
        out.println();
      }
      first = false;
      row.properties()
          .forEach(p ->
              out.println(
                  p.getKey()
                      + " ".repeat(width - p.getKey().length())
                      + " : "
                      + shown(p.getValue())));
    }
  }

  private static void json(PrintStream out, List<ObjectNode> rows) {
    try {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
  }

  private static void csv(PrintStream out, List<ObjectNode> rows) {
    Set<String> names = properties(rows);
    if (names.isEmpty()) {
      return;
    }
    out.print(String.join(",", names) + "\r\n");
    for (ObjectNode row : rows) {
      StringJoiner line = new StringJoiner(",");
      names.forEach(name -> line.add(csvCell(row.path(name))));
      out.print(line + "\r\n");
    }
  }

  private static String csvCell(JsonNode value) {
    return value.isTextual() ? Csv.cell(text(value)) : Csv.own(text(value));
  }

  private static String shown(JsonNode value) {
    StringBuilder shown = new StringBuilder();
    text(value)
        .codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  private static String text(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    if (value.isBoolean()) {
      return value.asBoolean() ? "True" : "False";
    }
    if (value.isArray()) {
      StringJoiner joined = new StringJoiner(",");
      value.forEach(v -> joined.add(v.asText()));
      return joined.toString();
    }
    return value.asText();
  }
}
