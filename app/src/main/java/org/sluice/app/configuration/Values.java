package org.sluice.app.configuration;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Checked values by dotted path, each as the registry's type says, or its fallback. */
final class Values {
  private final Map<String, Object> given;
  private final Map<String, Option> options;

  Values(Map<String, Object> given, Map<String, Option> options) {
    this.given = given;
    this.options = options;
  }

  boolean isGiven(String path) {
    return given.containsKey(path);
  }

  String text(String path) {
    return (String) value(path);
  }

  boolean flag(String path) {
    return (Boolean) value(path);
  }

  int number(String path) {
    return Math.toIntExact((Long) value(path));
  }

  List<String> texts(String path) {
    return strings((TomlArray) value(path));
  }

  Map<String, List<String>> namedTexts(String table) {
    Map<String, List<String>> result = new TreeMap<>();
    if (given.get(table) instanceof TomlTable names) {
      names.keySet().forEach(n -> result.put(n, strings((TomlArray) names.get(List.of(n)))));
    }
    return result;
  }

  /** The value as TOML writes it, near enough to read. */
  String shown(Option option) {
    return switch (option.type()) {
      case Option.Type.WholeNumber number -> Integer.toString(number(option.path()));
      case Option.Type.Flag flag -> Boolean.toString(flag(option.path()));
      case Option.Type.Text text -> '"' + text(option.path()) + '"';
      case Option.Type.Choice choice -> '"' + text(option.path()) + '"';
      case Option.Type.Texts texts -> quoted(texts(option.path()));
      case Option.Type.NamedTexts names -> namedTexts(option.table()).toString();
    };
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(t -> '"' + t + '"').collect(Collectors.joining(", ", "[", "]"));
  }

  static List<String> strings(TomlArray array) {
    return array.toList().stream().map(String.class::cast).toList();
  }

  private Object value(String path) {
    Object value = given.get(path);
    return value != null ? value : fallback(path);
  }

  private Object fallback(String path) {
    Option option = options.get(path);
    if (option == null) {
      throw new IllegalArgumentException("There is no option " + path);
    }
    Object value = Toml.parse("v = " + option.fallback()).get("v");
    if (value == null) {
      throw new IllegalArgumentException("The option " + path + " has no fallback");
    }
    return value;
  }
}
