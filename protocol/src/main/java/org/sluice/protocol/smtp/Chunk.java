package org.sluice.protocol.smtp;

import java.util.Locale;
import java.util.Optional;

/**
 * The argument of BDAT (RFC 3030, section 2).
 *
 * @param size octets that follow the command line, 0 to {@value #MAX_SIZE}
 * @param last whether the message ends with them
 */
public record Chunk(long size, boolean last) {
  /** The largest size that is believed: 1 TiB. */
  public static final long MAX_SIZE = 1L << 40;

  private static final int MAX_DIGITS = 13;

  /** Reads {@code 1000} or {@code 1000 LAST}; empty if it is neither. */
  static Optional<Chunk> parse(String argument) {
    int space = argument.indexOf(' ');
    String digits = space < 0 ? argument : argument.substring(0, space);
    String rest = space < 0 ? "" : argument.substring(space + 1).toUpperCase(Locale.ROOT);
    boolean number =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number || !(rest.isEmpty() || rest.equals("LAST"))) {
      return Optional.empty();
    }
    long size = Long.parseLong(digits);
    return size > MAX_SIZE ? Optional.empty() : Optional.of(new Chunk(size, !rest.isEmpty()));
  }

  /** The command line of a chunk of this size. */
  public String command() {
    return "BDAT " + size + (last ? " LAST" : "");
  }
}
