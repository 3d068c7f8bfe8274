package org.sluice.portal.http;

import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sluice.core.policy.Conditions;

/**
 * What a form sent ({@code application/x-www-form-urlencoded}). A field that was not sent is empty.
 */
public record Form(Map<String, List<String>> fields) {
  /**
   * The longest form, in bytes: all six lists of a rule with as many values as they may have, each
   * as long as it may be, of characters that a URL has one byte for.
   */
  public static final int MOST_BYTES = 2 << 20;

  /** The longest form of somebody who has not signed in, in bytes. */
  public static final int MOST_BYTES_OF_STRANGER = 64 * 1024;

  /** The most fields of one form: all six lists of a rule with as many values as they may have. */
  public static final int MOST_FIELDS = 6 * Conditions.MOST_VALUES + 500;

  /**
   * Reads the body.
   *
   * @throws ContentTooLargeResponse beyond {@value #MOST_BYTES} bytes or {@value #MOST_FIELDS}
   *     fields
   */
  public static Form of(Context context) {
    return of(context, MOST_BYTES);
  }

  /**
   * The same of somebody who need not have signed in, for whom less is kept in memory.
   *
   * @throws ContentTooLargeResponse beyond {@value #MOST_BYTES_OF_STRANGER} bytes or {@value
   *     #MOST_FIELDS} fields
   */
  public static Form ofStranger(Context context) {
    return of(context, MOST_BYTES_OF_STRANGER);
  }

  private static Form of(Context context, int mostBytes) {
    String type = context.contentType();
    if (type == null || !type.startsWith("application/x-www-form-urlencoded")) {
      return new Form(Map.of());
    }
    try (InputStream in = context.bodyInputStream()) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new ContentTooLargeResponse(
            "A form has at most "
                + mostBytes
                + " bytes, with all that its lists have in them, and this one is longer. Nothing"
                + " was changed: go back and shorten it.");
      }
      return parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads {@code a=1&b=2}; what cannot be decoded stays as it was sent.
   *
   * @throws ContentTooLargeResponse beyond {@value #MOST_FIELDS} fields: of half a form nothing
   *     good comes
   */
  public static Form parse(String text) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    String[] pairs = text.split("&", MOST_FIELDS + 1);
    if (pairs.length > MOST_FIELDS) {
      throw new ContentTooLargeResponse(
          "A form has at most " + MOST_FIELDS + " fields. Nothing was changed.");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields
            .computeIfAbsent(decoded(pair.substring(0, equals)), name -> new ArrayList<>())
            .add(decoded(pair.substring(equals + 1)));
      }
    }
    return new Form(fields);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** The first value of a field, without the blanks around it. */
  public String text(String name) {
    List<String> all = fields.getOrDefault(name, List.of());
    return all.isEmpty() ? "" : all.getFirst().strip();
  }

  /**
   * The first value of a field as it was typed: a password may begin with a blank, a name end with
   * one.
   */
  public String typed(String name) {
    List<String> all = texts(name);
    return all.isEmpty() ? "" : all.getFirst();
  }

  /** All values of a field. */
  public List<String> texts(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** Whether a field was sent, as a box is that is ticked. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /**
   * The values of a list that is typed into: those that were added, as they are, and what was typed
   * last, with blanks or commas between.
   */
  public List<String> chips(String name) {
    return list(name, text -> Stream.of(text.split("[\\s,;]+")));
  }

  /**
   * The same of names that may have blanks in them, as those of groups and connectors may: blanks
   * divide addresses alone, as of a column that was pasted.
   */
  public List<String> names(String name) {
    return list(name, text -> Stream.of(text.split("[\\r\\n,;]+")).flatMap(Form::addresses));
  }

  private static Stream<String> addresses(String text) {
    List<String> parts = List.of(text.strip().split("\\s+"));
    return parts.stream().allMatch(part -> part.contains("@")) ? parts.stream() : Stream.of(text);
  }

  private List<String> list(String name, Function<String, Stream<String>> division) {
    return Stream.concat(texts(name).stream(), texts(name + "-more").stream().flatMap(division))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .distinct()
        .toList();
  }

  /** Values that were written one to a line, or with commas between; empty ones are left out. */
  public List<String> lines(String name) {
    return texts(name).stream()
        .flatMap(text -> List.of(text.split("[\\s,;]+")).stream())
        .filter(text -> !text.isEmpty())
        .distinct()
        .toList();
  }
}
