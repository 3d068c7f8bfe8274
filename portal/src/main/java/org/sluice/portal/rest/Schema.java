package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.sluice.portal.http.Times;

/**
 * What JSON has to look like: written into the OpenAPI document as JSON Schema (2020-12), and held
 * against what a client sends. So the document cannot promise what the server does not take.
 */
sealed interface Schema {
  /** The longest text, in characters, where nothing shorter is said. */
  int MOST_TEXT = 1_000;

  /** The most items of a list, where nothing fewer is said. */
  int MOST_ITEMS = 1_000;

  /** A text. */
  record Text(int most, String words) implements Schema {}

  /** RFC 3339. */
  record Time(String words) implements Schema {}

  /** One of some words, as they are. */
  record Word(List<String> words, String about) implements Schema {}

  /** A whole number within bounds. */
  record Whole(long least, long most, String words) implements Schema {}

  /** True or false. */
  record Truth(String words) implements Schema {}

  /** A list. */
  record Items(Schema each, int most, String words) implements Schema {}

  /** An object; what is not named is refused. */
  record Shape(Map<String, Schema> properties, Set<String> required) implements Schema {
    Shape with(String name, Schema schema) {
      Map<String, Schema> all = new LinkedHashMap<>(properties);
      all.put(name, schema);
      return new Shape(all, required);
    }

    Shape needing(String... names) {
      return new Shape(properties, Set.of(names));
    }
  }

  /** An object whose names are not known beforehand; its values are texts. */
  record Fields(String words) implements Schema {}

  /** An object without properties yet. */
  static Shape shape() {
    return new Shape(Map.of(), Set.of());
  }

  /** A text of at most {@value #MOST_TEXT} characters. */
  static Schema text(String words) {
    return new Text(MOST_TEXT, words);
  }

  /** The names of an enumeration. */
  static Schema word(Enum<?>[] values, String about) {
    return new Word(Stream.of(values).map(Enum::name).toList(), about);
  }

  /** A list of texts. */
  static Schema texts(int most, String words) {
    return new Items(text(""), most, words);
  }

  /** As JSON Schema. */
  default ObjectNode document() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (this) {
      case Text text -> node.put("type", "string").put("maxLength", text.most());
      case Time time -> node.put("type", "string").put("format", "date-time");
      case Word word -> {
        ArrayNode words = node.put("type", "string").putArray("enum");
        word.words().forEach(words::add);
      }
      case Whole whole ->
          node.put("type", "integer").put("minimum", whole.least()).put("maximum", whole.most());
      case Truth truth -> node.put("type", "boolean");
      case Items items ->
          node.put("type", "array")
              .put("maxItems", items.most())
              .set("items", items.each().document());
      case Fields fields ->
          node.put("type", "object").putObject("additionalProperties").put("type", "string");
      case Shape shape -> {
        ObjectNode properties = node.put("type", "object").putObject("properties");
        shape.properties().forEach((name, schema) -> properties.set(name, schema.document()));
        if (!shape.required().isEmpty()) {
          ArrayNode required = node.putArray("required");
          shape.required().stream().sorted().forEach(required::add);
        }
        node.put("additionalProperties", false);
      }
    }
    if (!words().isEmpty()) {
      node.put("description", words());
    }
    return node;
  }

  /** What it is about. */
  private String words() {
    return switch (this) {
      case Text text -> text.words();
      case Time time -> time.words();
      case Word word -> word.about();
      case Whole whole -> whole.words();
      case Truth truth -> truth.words();
      case Items items -> items.words();
      case Fields fields -> fields.words();
      case Shape shape -> "";
    };
  }

  /** Everything that is wrong with a value, each with its place; empty if nothing is. */
  default List<String> mistakes(JsonNode value) {
    List<String> mistakes = new ArrayList<>();
    check("", value, mistakes);
    return mistakes;
  }

  private void check(String place, JsonNode value, List<String> mistakes) {
    String wanted =
        switch (this) {
          case Text text ->
              value.isTextual() && value.textValue().length() <= text.most()
                  ? ""
                  : "a text of at most " + text.most() + " characters";
          case Time time -> isTime(value) ? "" : "a time such as 2026-12-31T23:00:00Z";
          case Word word ->
              value.isTextual() && word.words().contains(value.textValue())
                  ? ""
                  : "one of " + String.join(", ", word.words());
          case Whole whole ->
              value.isIntegralNumber()
                      && value.canConvertToLong()
                      && value.longValue() >= whole.least()
                      && value.longValue() <= whole.most()
                  ? ""
                  : "a whole number from " + whole.least() + " to " + whole.most();
          case Truth truth -> value.isBoolean() ? "" : "true or false";
          case Fields fields -> value.isObject() ? "" : "an object";
          case Items items -> checkItems(items, place, value, mistakes);
          case Shape shape -> checkShape(shape, place, value, mistakes);
        };
    if (!wanted.isEmpty()) {
      mistakes.add((place.isEmpty() ? "the body" : place) + " has to be " + wanted);
    }
  }

  private static String checkItems(
      Items items, String place, JsonNode value, List<String> mistakes) {
    if (!value.isArray() || value.size() > items.most()) {
      return "a list of at most " + items.most() + " items";
    }
    for (int i = 0; i < value.size(); i++) {
      items.each().check(place + "[" + i + "]", value.get(i), mistakes);
    }
    return "";
  }

  private static String checkShape(
      Shape shape, String place, JsonNode value, List<String> mistakes) {
    if (!value.isObject()) {
      return "an object";
    }
    String before = place.isEmpty() ? "" : place + ".";
    value
        .properties()
        .forEach(entry -> {
          Schema schema = shape.properties().get(entry.getKey());
          if (schema == null) {
            mistakes.add(before + entry.getKey() + " is not known here");
          } else {
            schema.check(before + entry.getKey(), entry.getValue(), mistakes);
          }
        });
    shape.required().stream()
        .filter(name -> !value.has(name))
        .sorted()
        .forEach(name -> mistakes.add(before + name + " is missing"));
    return "";
  }

  private static boolean isTime(JsonNode value) {
    try {
      return value.isTextual()
          && Times.isWithin(OffsetDateTime.parse(value.textValue()).toInstant());
    } catch (DateTimeException e) {
      return false;
    }
  }
}
