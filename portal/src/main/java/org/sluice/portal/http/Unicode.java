package org.sluice.portal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * Whether JSON has text alone in it that can be kept. RFC 8259 section 8.2: {@code "\\ud800"} is
 * JSON, but half of a character, which no database has and no UTF-8 can say. Pure; thread-safe.
 */
public final class Unicode {
  /** What is said of JSON that has such. */
  public static final String BROKEN =
      "The body has half of a character in it (a surrogate such as \\ud800 without the other half)."
          + " Nothing was changed.";

  private Unicode() {}

  /** Whether every name and text of a tree is made of whole characters. */
  public static boolean isWhole(JsonNode tree) {
    if (tree.isTextual()) {
      return isWhole(tree.textValue());
    }
    for (var property : tree.properties()) {
      if (!isWhole(property.getKey())) {
        return false;
      }
    }
    for (JsonNode child : tree) {
      if (!isWhole(child)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhole(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
