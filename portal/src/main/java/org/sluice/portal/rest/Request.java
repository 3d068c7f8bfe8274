package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.administration.Actor;
import org.sluice.portal.http.Times;

/**
 * What an operation is asked.
 *
 * @param path the parts of the path that have a name
 * @param query parameters that were given, each with its values, of which only a list has several;
 *     those that are not known were refused
 * @param body held against the operation's schema; empty object if it takes none
 * @param ifMatch the entity tags of {@code If-Match}, without quotes; {@code *} for any
 */
record Request(
    Actor actor,
    Map<String, String> path,
    Map<String, List<String>> query,
    ObjectNode body,
    Optional<List<String>> ifMatch) {
  /** Objects of a page where the client does not say. */
  static final int USUAL_PAGE = 100;

  /** The most objects of a page. */
  static final int MOST_PAGE = 1_000;

  String path(String name) {
    return path.getOrDefault(name, "");
  }

  Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  /** The values of a parameter that may be given several times. */
  List<String> queries(String name) {
    return query.getOrDefault(name, List.of());
  }

  Optional<Instant> time(String name) {
    try {
      return query(name).map(text -> Times.bounded(OffsetDateTime.parse(text).toInstant()));
    } catch (DateTimeException e) {
      throw new Problem(
          Problem.BAD_REQUEST, "'" + name + "' has to be a time such as 2026-12-31T23:00:00Z.");
    }
  }

  <E extends Enum<E>> Optional<E> word(String name, Class<E> words) {
    return query(name).map(text -> of(name, text, words));
  }

  static <E extends Enum<E>> E of(String name, String text, Class<E> words) {
    for (E word : words.getEnumConstants()) {
      if (word.name().equalsIgnoreCase(text)) {
        return word;
      }
    }
    throw new Problem(
        Problem.BAD_REQUEST,
        "'" + name + "' is one of " + List.of(words.getEnumConstants()) + ", not " + text + ".");
  }

  /** Objects of the page that is wanted. */
  int limit() {
    return number("limit", USUAL_PAGE, 1, MOST_PAGE);
  }

  /** Where the page begins; a client takes it from {@code next} of the page before. */
  int cursor() {
    return number("cursor", 0, 0, Integer.MAX_VALUE);
  }

  int number(String name, int usual, int least, int most) {
    String text = query(name).orElse(Integer.toString(usual));
    if (text.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return (int) number;
      }
    }
    throw new Problem(
        Problem.BAD_REQUEST,
        "'" + name + "' has to be a whole number from " + least + " to " + most + ".");
  }

  Optional<JsonNode> field(String name) {
    return Optional.ofNullable(body.get(name));
  }

  Optional<String> text(String name) {
    return field(name).map(JsonNode::textValue);
  }

  List<String> texts(JsonNode list) {
    List<String> all = new ArrayList<>();
    list.forEach(item -> all.add(item.asText()));
    return all;
  }

  /** The body's fields for the audit record. */
  Map<String, String> parameters() {
    Map<String, String> all = new HashMap<>();
    body.properties()
        .forEach(field ->
            all.put(
                field.getKey(),
                field.getValue().isTextual()
                    ? field.getValue().textValue()
                    : field.getValue().toString()));
    return all;
  }

  /** The same where the client may do without. */
  void allowMatch(ObjectNode there) {
    if (ifMatch.isPresent()) {
      requireMatch(there);
    }
  }

  /**
   * Holds the version that the client saw against the one that is there; called in the turn of the
   * change itself, so that nobody changes it in between.
   */
  void requireMatch(ObjectNode there) {
    List<String> seen =
        ifMatch.orElseThrow(() ->
            new Problem(
                Problem.PRECONDITION_REQUIRED,
                "Send the ETag of what you saw as If-Match (or * for whatever is there), so that"
                    + " you do not overwrite what somebody else changed."));
    if (!seen.contains("*") && !seen.contains(Reply.version(there))) {
      throw new Problem(
          Problem.PRECONDITION_FAILED,
          "It was changed since you saw it. Read it again, then decide.");
    }
  }
}
