package org.sluice.protocol.smtp;

import java.util.Arrays;

/**
 * Finds lines ended by CRLF, however the bytes are cut (RFC 5321, section 2.3.8). Each bound is
 * checked at the byte that crosses it. Not thread-safe: one per direction of a connection.
 */
public final class LineParser {
  /**
   * A line with its CRLF. The longest that SMTP knows is a response of AUTH (RFC 4954, section 4);
   * replies and other commands are shorter.
   */
  public static final int MAX_LINE_BYTES = 12_288;

  private static final int FIRST_KEPT = 128;

  private byte[] kept = new byte[FIRST_KEPT];
  private int length;
  private boolean afterCr;
  private int consumed;

  /** Reads up to the end of the first line in {@code bytes[from, to)}. */
  public Line feed(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      byte octet = bytes[at];
      consumed = at + 1 - from;
      if (octet == '\n') {
        return afterCr ? whole() : new Line.Broken(Fault.BARE_LF);
      }
      if (afterCr) {
        return new Line.Broken(Fault.BARE_CR);
      }
      if (octet == '\r') {
        afterCr = true;
      } else if (octet == 0) {
        return new Line.Broken(Fault.NUL);
      } else if (length + 2 == MAX_LINE_BYTES) {
        return new Line.Broken(Fault.LINE_TOO_LONG);
      } else {
        keep(octet);
      }
    }
    consumed = to - from;
    return Line.Incomplete.INCOMPLETE;
  }

  /** How many of the bytes of the last {@link #feed} belong to what it returned. */
  public int consumed() {
    return consumed;
  }

  /** Whether a line has begun and not ended. */
  public boolean isInside() {
    return length > 0 || afterCr;
  }

  /** Forgets the line that has begun, and what was kept of the lines before: it may be a secret. */
  public void forget() {
    Arrays.fill(kept, (byte) 0);
    length = 0;
    afterCr = false;
  }

  private void keep(byte octet) {
    if (length == kept.length) {
      byte[] longer = Arrays.copyOf(kept, Math.min(2 * length, MAX_LINE_BYTES));
      Arrays.fill(kept, (byte) 0);
      kept = longer;
    }
    kept[length++] = octet;
  }

  private Line whole() {
    Line line = new Line.Whole(Arrays.copyOf(kept, length));
    length = 0;
    afterCr = false;
    return line;
  }
}
