package org.sluice.portal.decide;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sluice.core.mail.MessageHeaders;

/** Reads the fields of a JSON object; each mistake names its field. Pure functions. */
final class Fields {
  /** The most recipients of one question; far above any MTA's own limit for one message. */
  static final int MOST_RECIPIENTS = 10_000;

  /** The most characters of one text. */
  static final int MOST_TEXT = 1_000;

  private Fields() {}

  static String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual() || value.textValue().length() > MOST_TEXT) {
      throw NotUnderstood.field(name, "a text of at most " + MOST_TEXT + " characters", value);
    }
    return value.textValue();
  }

  static boolean truth(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw NotUnderstood.field(name, "true or false", value);
    }
    return value.asBoolean(false);
  }

  static int number(JsonNode object, String name, int most) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isInt() || value.intValue() < 0 || value.intValue() > most) {
      throw NotUnderstood.field(name, "a whole number from 0 to " + most, value);
    }
    return value.intValue();
  }

  static List<String> texts(JsonNode object, String name) {
    JsonNode values = object.path(name);
    if (values.isMissingNode() || values.isNull()) {
      return List.of();
    }
    if (!values.isArray() || values.size() > MOST_RECIPIENTS) {
      throw NotUnderstood.field(name, "a list of at most " + MOST_RECIPIENTS + " texts", values);
    }
    List<String> texts = new ArrayList<>(values.size());
    for (JsonNode value : values) {
      if (!value.isTextual() || value.textValue().length() > MOST_TEXT) {
        throw NotUnderstood.field(
            name, "a list of texts of at most " + MOST_TEXT + " characters", value);
      }
      texts.add(value.textValue());
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
