package org.sluice.app.configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sluice.app.configuration.Option.Type;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Holds a TOML text against the registry and gathers every mistake. */
final class Reading {
  private static final String CONNECTOR = "connector";
  private static final String TOKEN = "token";
  private static final String WEBHOOK = "webhook";
  private static final String GROUPS = "groups";

  private final List<Mistake> mistakes = new ArrayList<>();
  private final Map<String, Object> given = new HashMap<>();
  private final List<Map<String, Object>> connectors = new ArrayList<>();
  private final List<Map<String, Object>> tokens = new ArrayList<>();
  private final List<Map<String, Object>> webhooks = new ArrayList<>();

  Reading(String toml) {
    TomlParseResult result = Toml.parse(toml);
    result
        .errors()
        .forEach(e -> mistake(e.position(), e.getMessage() + "; this is not valid TOML here"));
    for (String table : result.keySet()) {
      table(result, table);
    }
  }

  List<Mistake> mistakes() {
    return mistakes.stream().sorted(Comparator.comparingInt(Mistake::line)).toList();
  }

  void add(Mistake mistake) {
    mistakes.add(mistake);
  }

  Values values() {
    return new Values(given, byPath(Options.ALL));
  }

  List<Map<String, Object>> connectors() {
    return connectors;
  }

  List<Map<String, Object>> tokens() {
    return tokens;
  }

  List<Map<String, Object>> webhooks() {
    return webhooks;
  }

  private void table(TomlParseResult result, String name) {
    Object value = result.get(List.of(name));
    TomlPosition place = result.inputPositionOf(List.of(name));
    switch (name) {
      case CONNECTOR -> list(name, value, place, Options.CONNECTOR, connectors);
      case TOKEN -> list(name, value, place, Options.TOKEN, tokens);
      case WEBHOOK -> list(name, value, place, WebhookOptions.ALL, webhooks);
      case GROUPS -> groups(value, place);
      default -> plain(name, value, place);
    }
  }

  private void plain(String name, @Nullable Object value, @Nullable TomlPosition place) {
    Set<String> known = tables();
    if (!known.contains(name)) {
      mistake(place, "unknown table [" + name + "]" + near(name, known));
    } else if (value instanceof TomlTable table) {
      given.putAll(entries(table, name + ".", ofTable(name)));
    } else {
      mistake(place, name + " is a table: write [" + name + "]");
    }
  }

  private void groups(@Nullable Object value, @Nullable TomlPosition place) {
    if (!(value instanceof TomlTable table)) {
      mistake(place, "groups is a table: write [groups]");
      return;
    }
    given.put(GROUPS, table);
    Type.Texts type = new Type.Texts(Check.ADDRESS);
    for (String group : table.keySet()) {
      check(table, group, GROUPS + "." + group, type);
    }
  }

  private void list(
      String name,
      @Nullable Object value,
      @Nullable TomlPosition place,
      List<Option> options,
      List<Map<String, Object>> into) {
    if (!(value instanceof TomlArray array)
        || !array.toList().stream().allMatch(TomlTable.class::isInstance)) {
      mistake(place, name + " is a list of tables: write [[" + name + "]]");
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      TomlTable table = array.getTable(i);
      Map<String, Object> entry = entries(table, name + ".", options);
      for (Option option : options) {
        if (option.fallback().isEmpty() && !table.contains(List.of(option.name()))) {
          mistake(
              array.inputPositionOf(i),
              "[[" + name + "]] needs " + option.name() + ": " + option.help());
        }
      }
      into.add(entry);
    }
  }

  private Map<String, Object> entries(TomlTable table, String prefix, List<Option> options) {
    Map<String, Option> byName = new LinkedHashMap<>();
    options.forEach(o -> byName.put(o.name(), o));
    Map<String, Object> entries = new HashMap<>();
    for (String key : table.keySet()) {
      Option option = byName.get(key);
      if (option == null) {
        mistake(
            table.inputPositionOf(List.of(key)),
            "unknown option " + prefix + key + near(key, byName.keySet()));
      } else {
        check(table, key, prefix + key, option.type())
            .ifPresent(value -> entries.put(prefix + key, value));
      }
    }
    return entries;
  }

  private Optional<Object> check(TomlTable table, String key, String path, Type type) {
    Object value = table.get(List.of(key));
    String wrong = value == null ? "has no value" : wrong(value, type);
    if (wrong.isEmpty() && value != null) {
      return Optional.of(value);
    }
    mistake(table.inputPositionOf(List.of(key)), path + " " + wrong);
    return Optional.empty();
  }

  /** What is wrong with a value; empty if nothing is. */
  private static String wrong(Object value, Type type) {
    return switch (type) {
      case Type.Text(Check check) ->
          value instanceof String text && check.accepts(text)
              ? ""
              : "is " + shown(value) + "; it takes " + check.words();
      case Type.Texts(Check check) -> wrongTexts(value, check);
      case Type.NamedTexts(Check check) -> wrongTexts(value, check);
      case Type.WholeNumber(long least, long most) ->
          value instanceof Long number && number >= least && number <= most
              ? ""
              : "is " + shown(value) + "; it takes a whole number from " + least + " to " + most;
      case Type.Flag flag ->
          value instanceof Boolean ? "" : "is " + shown(value) + "; it takes true or false";
      case Type.Choice(List<String> words) -> wrongChoice(value, words);
    };
  }

  private static String wrongChoice(Object value, List<String> words) {
    if (value instanceof String word && words.contains(word)) {
      return "";
    }
    String near = value instanceof String word ? near(word, words) : "";
    return "is " + shown(value) + "; it takes one of " + String.join(", ", words) + near;
  }

  private static String wrongTexts(Object value, Check check) {
    if (!(value instanceof TomlArray array)) {
      return "is " + shown(value) + "; it takes a list, each " + check.words();
    }
    for (Object each : array.toList()) {
      if (!(each instanceof String text && check.accepts(text))) {
        return "has " + shown(each) + "; each is " + check.words();
      }
    }
    return "";
  }

  private static String shown(Object value) {
    return value instanceof String text ? '"' + text + '"' : value.toString();
  }

  private static String near(String name, java.util.Collection<String> names) {
    return NearName.of(name, names).map(n -> "; did you mean " + n + "?").orElse("");
  }

  private void mistake(@Nullable TomlPosition place, String message) {
    mistakes.add(new Mistake(place == null ? 0 : place.line(), message));
  }

  private static Set<String> tables() {
    Set<String> names = new TreeSet<>(Set.of(CONNECTOR, TOKEN, WEBHOOK));
    Options.ALL.forEach(o -> names.add(o.table()));
    return names;
  }

  private static List<Option> ofTable(String name) {
    return Options.ALL.stream().filter(o -> o.table().equals(name)).toList();
  }

  private static Map<String, Option> byPath(List<Option> options) {
    Map<String, Option> result = new HashMap<>();
    options.forEach(o -> result.put(o.path(), o));
    return result;
  }
}
