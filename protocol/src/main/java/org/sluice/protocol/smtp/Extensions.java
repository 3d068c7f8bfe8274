package org.sluice.protocol.smtp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the next hop's reply to EHLO offers (RFC 5321, section 4.1.1.1).
 *
 * @param greeting the first line's text
 * @param words each keyword in upper case with its parameters as they came, in the reply's order
 */
public record Extensions(String greeting, Map<String, List<String>> words) {
  /** No extension: after HELO, or before any EHLO. */
  public static final Extensions NONE = new Extensions("", Map.of());

  /** Extensions that a proxy passes by passing commands and content unchanged. */
  private static final List<String> PASSED =
      List.of(
          "PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "CHUNKING");

  private static final String AUTH = "AUTH";
  private static final String STARTTLS = "STARTTLS";

  /** Reads the reply to EHLO. */
  public static Extensions of(Reply reply) {
    Map<String, List<String>> words = new LinkedHashMap<>();
    for (int i = 1; i < reply.lines().size(); i++) {
      List<String> parts =
          Stream.of(reply.text(i).split(" ", -1)).filter(part -> !part.isEmpty()).toList();
      if (!parts.isEmpty()) {
        words.put(parts.getFirst().toUpperCase(Locale.ROOT), parts.subList(1, parts.size()));
      }
    }
    return new Extensions(reply.text(0), words);
  }

  /** Whether the keyword is there. */
  public boolean has(String keyword) {
    return words.containsKey(keyword);
  }

  /** The keyword's parameters; none if it is not there. */
  public List<String> parameters(String keyword) {
    return words.getOrDefault(keyword, List.of());
  }

  /** Whether the next hop offers this mechanism of AUTH. */
  public boolean offers(Mechanism mechanism) {
    return parameters(AUTH).stream().anyMatch(mechanism.saslName()::equalsIgnoreCase);
  }

  /**
   * The reply that the client gets.
   *
   * @param auth which mechanisms of AUTH may be offered, of those whose identity can be learned
   * @param startTls whether the proxy itself offers STARTTLS
   */
  public Reply passed(Predicate<Mechanism> auth, boolean startTls) {
    List<String> texts = new ArrayList<>(List.of(greeting));
    for (Map.Entry<String, List<String>> word : words.entrySet()) {
      if (PASSED.contains(word.getKey())) {
        texts.add(line(word.getKey(), word.getValue()));
      }
    }
    List<String> mechanisms = mechanisms(auth);
    if (!mechanisms.isEmpty()) {
      texts.add(line(AUTH, mechanisms));
    }
    if (startTls) {
      texts.add(STARTTLS);
    }
    return reply(texts);
  }

  private List<String> mechanisms(Predicate<Mechanism> auth) {
    return parameters(AUTH).stream()
        .map(Mechanism::of)
        .flatMap(Optional::stream)
        .filter(auth)
        .map(Mechanism::saslName)
        .distinct()
        .collect(Collectors.toList());
  }

  private static String line(String keyword, List<String> parameters) {
    return Stream.concat(Stream.of(keyword), parameters.stream()).collect(Collectors.joining(" "));
  }

  private static Reply reply(List<String> texts) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      lines.add("250" + (i < texts.size() - 1 ? "-" : " ") + texts.get(i));
    }
    return new Reply(250, lines);
  }
}
