package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the lines of a reply. Not thread-safe: one per connection.
 *
 * <p>Broken is a line that does not begin with a code of 2yz to 5yz and a space or a hyphen, a code
 * that changes within a reply, or more lines than the bound.
 */
public final class ReplyParser {
  /** Lines of one reply; the longest is that to EHLO, or to HELP. */
  public static final int MAX_LINES = 100;

  private final List<String> lines = new ArrayList<>();

  /** What a line was. */
  public sealed interface Outcome {
    /** The reply goes on. */
    record More() implements Outcome {}

    /** The reply ended with this line. */
    record Whole(Reply reply) implements Outcome {}

    /** Not a reply; the parser is of no further use. */
    record Broken(String why) implements Outcome {}
  }

  /** Takes the next line, without CRLF. */
  public Outcome take(byte[] bytes) {
    String line = new String(bytes, ISO_8859_1);
    int code = code(line);
    if (code == 0 || (!lines.isEmpty() && code != code(lines.getFirst()))) {
      return new Outcome.Broken("a line that is no reply");
    }
    if (lines.size() == MAX_LINES) {
      return new Outcome.Broken("a reply of more than " + MAX_LINES + " lines");
    }
    lines.add(line);
    if (line.length() > 3 && line.charAt(3) == '-') {
      return new Outcome.More();
    }
    Reply reply = new Reply(code, lines);
    lines.clear();
    return new Outcome.Whole(reply);
  }

  private static int code(String line) {
    if (line.length() < 3 || (line.length() > 3 && " -".indexOf(line.charAt(3)) < 0)) {
      return 0;
    }
    int code = 0;
    for (int i = 0; i < 3; i++) {
      int digit = line.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      code = code * 10 + digit;
    }
    return code >= 200 && code < 600 ? code : 0;
  }
}
