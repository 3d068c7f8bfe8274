package org.sluice.portal.cmdlet;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The checked arguments of one call, by the parameters' own names. */
final class Arguments {
  private final Map<String, Object> values;

  Arguments(Map<String, Object> values) {
    this.values = Map.copyOf(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  Optional<String> text(String name) {
    return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  String needed(String name) {
    return text(name).orElseThrow();
  }

  Optional<Integer> number(String name) {
    return values.get(name) instanceof Integer number ? Optional.of(number) : Optional.empty();
  }

  boolean truth(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  Optional<Instant> instant(String name) {
    return values.get(name) instanceof Instant instant ? Optional.of(instant) : Optional.empty();
  }

  Optional<List<String>> texts(String name) {
    return values.get(name) instanceof List<?> list
        ? Optional.of(list.stream().map(String::valueOf).toList())
        : Optional.empty();
  }

  <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
    return text(name).map(word -> Enum.valueOf(type, word));
  }

  /** For the audit record: what was asked, the common parameters left out. */
  Map<String, String> forAudit() {
    Map<String, String> shown = new TreeMap<>();
    values.forEach((name, value) -> {
      if (Cmdlets.COMMON.stream().noneMatch(p -> p.name().equals(name))) {
        shown.put(
            name,
            value instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : value.toString());
      }
    });
    return shown;
  }

  static boolean same(String a, String b) {
    return a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT));
  }
}
