package org.sluice.app.configuration;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tomlj.TomlArray;

/**
 * What a configuration says of each option, to find out which differ. Some of it may be secret: it
 * is held against another and never shown. Immutable.
 */
public final class Written {
  private final Map<String, String> byPath;

  private Written(Map<String, String> byPath) {
    this.byPath = byPath;
  }

  static Written of(Reading reading, Values values) {
    Map<String, String> byPath = new TreeMap<>();
    for (Option option : Options.ALL) {
      if (option.name().equals("*")) {
        byPath.put(option.table(), values.namedTexts(option.table()).toString());
      } else {
        byPath.put(option.path(), String.valueOf(values.shown(option)));
      }
    }
    byPath.put("[[connector]]", shown(reading.connectors()));
    byPath.put("[[token]]", shown(reading.tokens()));
    byPath.put("[[webhook]]", shown(reading.webhooks()));
    return new Written(byPath);
  }

  private static String shown(List<Map<String, Object>> entries) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> entry : entries) {
      new TreeMap<>(entry)
          .forEach((name, value) ->
              text.append(name)
                  .append('=')
                  .append(value instanceof TomlArray array ? array.toJson() : value)
                  .append('\n'));
      text.append('\n');
    }
    return text.toString();
  }

  /** The options that differ from another configuration, by their paths in order. */
  public List<String> changedFrom(Written before) {
    return byPath.entrySet().stream()
        .filter(option -> !option.getValue().equals(before.byPath.get(option.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }
}
