package org.sluice.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Bytes of the wire as text. Pure functions; no byte sequence is refused. */
public final class WireText {
  /** Characters of foreign bytes in a log line. */
  public static final int MAX_SHOWN = 64;

  private static final char REPLACEMENT = '\ufffd';

  private WireText() {}

  /**
   * UTF-8 (RFC 6531 logins and addresses) where the bytes are that, else one character per byte, so
   * that two different broken logins never become the same sender.
   */
  public static String of(byte[] bytes, int from, int to) {
    if (from == to) {
      return "";
    }
    String text = new String(bytes, from, to - from, UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : new String(bytes, from, to - from, ISO_8859_1);
  }

  /** For a log line: printable ASCII, everything else a question mark, cut. */
  public static String shown(byte[] bytes, int from, int to) {
    int length = Math.min(to - from, MAX_SHOWN);
    StringBuilder shown = new StringBuilder(length);
    for (int i = from; i < from + length; i++) {
      shown.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '?');
    }
    return shown.toString();
  }
}
