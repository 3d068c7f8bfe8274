package org.sluice.portal.cmdlet;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One object that a cmdlet answers: properties in the order in which they are shown. */
final class Row {
  /** Stands for null. */
  enum Nothing {
    NOTHING
  }

  private final Map<String, Object> properties = new LinkedHashMap<>();

  Row put(String name, String value) {
    return add(name, value);
  }

  Row put(String name, int value) {
    return add(name, value);
  }

  Row put(String name, long value) {
    return add(name, value);
  }

  Row put(String name, boolean value) {
    return add(name, value);
  }

  Row put(String name, Instant value) {
    return add(name, value);
  }

  Row put(String name, UUID value) {
    return add(name, value);
  }

  Row put(String name, List<String> values) {
    return add(name, List.copyOf(values));
  }

  Row nothing(String name) {
    return add(name, Nothing.NOTHING);
  }

  private Row add(String name, Object value) {
    properties.put(name, value);
    return this;
  }

  Map<String, Object> properties() {
    return Collections.unmodifiableMap(properties);
  }
}
