package org.sluice.protocol.smtp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The argument of MAIL or RCPT (RFC 5321, section 4.1.2): a path in angle brackets, and parameters.
 * A path without brackets is no path here: servers differ in how they read it, and what is counted
 * must be what the next hop delivers to.
 *
 * @param address without brackets and source route; empty for the null reverse-path
 * @param parameters as they came, such as {@code BODY=8BITMIME}; keywords in any case
 */
public record MailPath(String address, List<String> parameters) {

  public MailPath {
    parameters = List.copyOf(parameters);
  }

  /** Reads the argument of MAIL. */
  public static Optional<MailPath> from(Command mail) {
    return parse(mail.argument(), "FROM:");
  }

  /** Reads the argument of RCPT; it names somebody. */
  public static Optional<MailPath> to(Command rcpt) {
    return parse(rcpt.argument(), "TO:").filter(path -> !path.address().isEmpty());
  }

  private static Optional<MailPath> parse(String argument, String keyword) {
    if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
      return Optional.empty();
    }
    int open = keyword.length();
    while (open < argument.length() && argument.charAt(open) == ' ') {
      open++;
    }
    int close = closing(argument, open);
    if (close < 0) {
      return Optional.empty();
    }
    String rest = argument.substring(close + 1);
    if (!rest.isEmpty() && rest.charAt(0) != ' ') {
      return Optional.empty();
    }
    String address = withoutRoute(argument.substring(open + 1, close));
    return Optional.of(new MailPath(address, parameters(rest)));
  }

  /**
   * Where the bracket that opens at {@code open} closes; -1 if it does not, or if a space or a
   * bracket stands outside of quotes.
   */
  private static int closing(String text, int open) {
    if (open >= text.length() || text.charAt(open) != '<') {
      return -1;
    }
    boolean quoted = false;
    for (int at = open + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted && c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '>') {
        return at;
      } else if (!quoted && (c == '<' || c == ' ')) {
        return -1;
      }
    }
    return -1;
  }

  /** {@code @one,@two:user@domain} is {@code user@domain} (RFC 5321, appendix C). */
  private static String withoutRoute(String path) {
    int colon = path.indexOf(':');
    return path.startsWith("@") && colon >= 0 ? path.substring(colon + 1) : path;
  }

  /** Whether it is among the parameters, in any case. */
  public boolean has(String parameter) {
    return parameters.stream().anyMatch(parameter::equalsIgnoreCase);
  }

  private static List<String> parameters(String rest) {
    return Stream.of(rest.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
