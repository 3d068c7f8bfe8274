package org.sluice.portal.decide;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sluice.core.mail.MessageHeaders;

/**
 * Reads the fields of a JSON object; each mistake names its field. What a sender can make long or
 * many is no mistake: texts are {@link Shortened}, recipients beyond the bound are counted without
 * their names. Pure functions.
 */
final class Fields {
  /** The most recipients that are looked at one by one; others count as external ones. */
  static final int MOST_RECIPIENTS = 10_000;

  /** The most recipients that are counted; far above any limit. */
  static final int MOST_COUNTED = 1_000_000;

  private Fields() {}

  static String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw NotUnderstood.field(name, "a text", value);
    }
    return Shortened.text(value.textValue());
  }

  static boolean truth(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw NotUnderstood.field(name, "true or false", value);
    }
    return value.asBoolean(false);
  }

  /** What is more counts as the most. */
  static int number(JsonNode object, String name, int most) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isIntegralNumber() || value.bigIntegerValue().signum() < 0) {
      throw NotUnderstood.field(name, "a whole number from 0 on", value);
    }
    return value.bigIntegerValue().min(BigInteger.valueOf(most)).intValue();
  }

  /** How many elements a list has; 0 if it is not there. */
  static int size(JsonNode object, String name) {
    return Math.min(object.path(name).size(), MOST_COUNTED);
  }

  /** The first {@value #MOST_RECIPIENTS} of a list. */
  static List<String> texts(JsonNode object, String name) {
    JsonNode values = object.path(name);
    if (values.isMissingNode() || values.isNull()) {
      return List.of();
    }
    if (!values.isArray()) {
      throw NotUnderstood.field(name, "a list of texts", values);
    }
    int most = Math.min(values.size(), MOST_RECIPIENTS);
    List<String> texts = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      JsonNode value = values.path(i);
      if (!value.isTextual()) {
        throw NotUnderstood.field(name, "a list of texts", value);
      }
      texts.add(Shortened.text(value.textValue()));
    }
    return texts;
  }

  /** Pairs of a name and a value. */
  static MessageHeaders headers(JsonNode object, String name) {
    MessageHeaders headers = new MessageHeaders();
    JsonNode values = object.path(name);
    if (!values.isMissingNode() && !values.isNull() && !values.isArray()) {
      throw NotUnderstood.field(name, "a list of pairs [\"name\", \"value\"]", values);
    }
    for (JsonNode pair : values) {
      if (!pair.isArray() || pair.size() != 2 || !pair.get(0).isTextual()) {
        throw NotUnderstood.field(name, "a list of pairs [\"name\", \"value\"]", pair);
      }
      headers.add(pair.get(0).textValue(), pair.get(1).asText());
    }
    return headers;
  }

  /** Refuses a field that nobody reads: a misspelt one would be a limit that never binds. */
  static void onlyKnown(JsonNode object, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            throw new NotUnderstood(
                "There is no field \""
                    + name
                    + "\"; there are "
                    + String.join(", ", sorted(known)));
          }
        });
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
