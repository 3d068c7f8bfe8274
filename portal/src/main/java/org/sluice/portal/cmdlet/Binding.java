package org.sluice.portal.cmdlet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.policy.Conditions;
import org.sluice.portal.http.Times;

/** Checks what a client sent against a cmdlet's parameters. Names are case-insensitive. */
final class Binding {
  /** The most values of one list. */
  static final int MOST_VALUES = Conditions.MOST_VALUES;

  private Binding() {}

  static Arguments bind(Cmdlet cmdlet, JsonNode sent) {
    Map<String, Object> bound = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : sent.properties()) {
      if (entry.getKey().contains("@")) {
        continue; // A type annotation of OData; the value says enough.
      }
      Parameter parameter =
          parameter(cmdlet, entry.getKey())
              .orElseThrow(() -> CmdletError.unknownParameter(cmdlet.name(), entry.getKey()));
      if (!entry.getValue().isNull()) {
        bound.put(parameter.name(), value(parameter, entry.getValue()));
      }
    }
    for (Parameter parameter : cmdlet.parameters()) {
      if (parameter.required() && !bound.containsKey(parameter.name())) {
        throw CmdletError.missingParameter(cmdlet.name(), parameter.name());
      }
    }
    return new Arguments(bound);
  }

  private static Optional<Parameter> parameter(Cmdlet cmdlet, String name) {
    List<Parameter> all = new ArrayList<>(cmdlet.parameters());
    all.addAll(Cmdlets.COMMON);
    return all.stream().filter(p -> Arguments.same(p.name(), name)).findFirst();
  }

  private static Object value(Parameter parameter, JsonNode node) {
    return switch (parameter.kind()) {
      case TEXT -> text(parameter, node);
      case TEXTS -> texts(parameter, node);
      case NUMBER -> number(parameter, text(parameter, node));
      case BOOLEAN, SWITCH -> truth(parameter, node);
      case CHOICE -> word(parameter, text(parameter, node));
      case INSTANT -> instant(parameter, text(parameter, node));
    };
  }

  private static String text(Parameter parameter, JsonNode node) {
    if (!node.isValueNode()) {
      throw CmdletError.badValue(parameter, node.toString(), "A single value is needed.");
    }
    return node.asText();
  }

  private static List<String> texts(Parameter parameter, JsonNode node) {
    if (!node.isArray()) {
      String one = text(parameter, node);
      return one.isEmpty() ? List.of() : List.of(one);
    }
    List<String> values = new ArrayList<>();
    node.forEach(item -> values.add(text(parameter, item)));
    if (values.size() > MOST_VALUES) {
      throw CmdletError.badValue(
          parameter, values.size() + " values", "There may be at most " + MOST_VALUES + ".");
    }
    return values;
  }

  private static Integer number(Parameter parameter, String text) {
    String wanted =
        "The value must be between 0 and " + parameter.most() + ", but it is " + text + ".";
    if (!text.matches("-?[0-9]{1,18}")) {
      throw CmdletError.badValue(parameter, text, "A whole number is needed. " + wanted);
    }
    long number = Long.parseLong(text);
    if (number < 0 || number > parameter.most()) {
      throw CmdletError.badValue(parameter, text, wanted);
    }
    return (int) number;
  }

  private static Boolean truth(Parameter parameter, JsonNode node) {
    JsonNode inner = node.has("IsPresent") ? node.get("IsPresent") : node;
    String text = text(parameter, inner).toLowerCase(Locale.ROOT).replace("$", "");
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw CmdletError.badValue(parameter, text, "It is $true or $false.");
    };
  }

  private static String word(Parameter parameter, String text) {
    return parameter.words().stream()
        .filter(word -> Arguments.same(word, text))
        .findFirst()
        .orElseThrow(() -> CmdletError.badWord(parameter, text));
  }

  private static Instant instant(Parameter parameter, String text) {
    try {
      if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      return Times.bounded(
          text.matches(".*T.*([Zz]|[+-]\\d\\d:\\d\\d)")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw CmdletError.badValue(parameter, text, "A time such as 2026-12-31T23:00:00Z is needed.");
    }
  }
}
