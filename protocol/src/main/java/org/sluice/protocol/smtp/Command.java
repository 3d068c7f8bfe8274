package org.sluice.protocol.smtp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command line (RFC 5321, section 4.1.1).
 *
 * @param argument what follows the verb and its space, without spaces around; it may be a secret
 * @param line the line as it came, without CRLF, to be passed on unchanged
 */
public record Command(Verb verb, String argument, byte[] line) {
  /**
   * A command line with its CRLF, AUTH excepted. RFC 5321 (section 4.5.3.1.4) says 512, to which
   * SIZE, DSN, SMTPUTF8 and AUTH= add their parameters; Postfix takes 2048 (line_length_limit).
   */
  public static final int MAX_COMMAND_BYTES = 2_048;

  /** Reads a line; empty if it is too long or has a control character in it. */
  public static Optional<Command> parse(byte[] line) {
    for (byte octet : line) {
      if ((octet >= 0 && octet < ' ') || octet == 0x7f) {
        return Optional.empty();
      }
    }
    int end = 0;
    while (end < line.length && line[end] != ' ') {
      end++;
    }
    Verb verb = Verb.of(Octets.text(Arrays.copyOf(line, end)));
    if (verb != Verb.AUTH && line.length + 2 > MAX_COMMAND_BYTES) {
      return Optional.empty();
    }
    String argument = trimmed(Octets.text(Arrays.copyOfRange(line, end, line.length)));
    return Optional.of(new Command(verb, argument, line));
  }

  /** The argument's words, which one space or more divide. */
  public List<String> words() {
    return Stream.of(argument.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }

  /** {@code BDAT}'s size and whether it is the last; empty if the argument is not that. */
  public Optional<Chunk> chunk() {
    return Chunk.parse(argument);
  }

  /** Spaces only: any other white space would be a difference to how the next hop reads it. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && text.charAt(from) == ' ') {
      from++;
    }
    while (to > from && text.charAt(to - 1) == ' ') {
      to--;
    }
    return text.substring(from, to);
  }
}
