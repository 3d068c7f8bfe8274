package org.sluice.notify.report;

import java.nio.charset.StandardCharsets;

/**
 * Text in quoted-printable (RFC 2045, section 6.7): ASCII, lines of at most {@value #MAX_LINE}
 * characters, none of which begins with a hyphen or a dot, so that none is taken for a boundary or
 * for the end of the message. Pure functions; thread-safe.
 */
final class QuotedPrintable {
  /** Characters of a line. */
  static final int MAX_LINE = 76;

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private QuotedPrintable() {}

  /** Encodes lines that end with LF; the result's end with CRLF. */
  static String encode(String text) {
    StringBuilder all = new StringBuilder(text.length() + text.length() / 4);
    for (String line : text.split("\n", -1)) {
      line(line.getBytes(StandardCharsets.UTF_8), all);
      all.append("\r\n");
    }
    return all.toString();
  }

  private static void line(byte[] bytes, StringBuilder all) {
    int column = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean plain = isPlain(bytes[i], column == 0, i == bytes.length - 1);
      int width = plain ? 1 : 3;
      if (column + width >= MAX_LINE) {
        all.append("=\r\n");
        column = 0;
        plain = isPlain(bytes[i], true, i == bytes.length - 1);
        width = plain ? 1 : 3;
      }
      if (plain) {
        all.append((char) bytes[i]);
      } else {
        all.append('=').append(HEX[(bytes[i] >> 4) & 15]).append(HEX[bytes[i] & 15]);
      }
      column += width;
    }
  }

  private static boolean isPlain(byte octet, boolean first, boolean last) {
    if (octet == ' ' || octet == '\t') {
      return !last;
    }
    return octet > ' '
        && octet <= '~'
        && octet != '='
        && !(first && (octet == '-' || octet == '.'));
  }
}
