package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/**
 * A reply of one or more lines (RFC 5321, section 4.2.1).
 *
 * @param code 200 to 599
 * @param lines each with its code, as it came, one character per octet, without CRLF; at least one
 */
public record Reply(int code, List<String> lines) {

  public Reply {
    lines = List.copyOf(lines);
  }

  /** The command succeeded (2yz). */
  public boolean isPositive() {
    return code / 100 == 2;
  }

  /** The other side wants more (3yz). */
  public boolean isIntermediate() {
    return code / 100 == 3;
  }

  /** A line without its code. */
  public String text(int line) {
    String whole = lines.get(line);
    return whole.length() > 4 ? whole.substring(4) : "";
  }

  /** The bytes, word for word. */
  public byte[] bytes() {
    return (String.join("\r\n", lines) + "\r\n").getBytes(ISO_8859_1);
  }
}
