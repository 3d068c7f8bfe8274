package org.sluice.protocol.delegation;

import java.util.Arrays;
import org.sluice.protocol.delegation.Parsed.Broken;
import org.sluice.protocol.wire.WireText;

/**
 * Finds requests in a stream of bytes, however the stream is cut: lines {@code name=value}, ended
 * by a blank line (SMTPD_POLICY_README, "Protocol description").
 *
 * <p>A request that lies in one piece is read where it lies. Of one that does not, the bytes seen
 * so far are kept, at most {@value #MAX_FRAME_BYTES}, and no byte is looked at twice for the line
 * ends, so that a client which sends byte by byte costs no more than its bytes. Each bound is
 * checked at the byte that crosses it, so the outcome does not depend on the cuts. After {@link
 * Parsed.Broken} the parser is of no further use. Not thread-safe: one per connection.
 */
public final class RequestParser {
  /** A request with its blank line. Postfix 3.7 sends about 700 bytes. */
  public static final int MAX_FRAME_BYTES = 16 * 1024;

  /** One line without its line feed. */
  public static final int MAX_LINE_BYTES = 8 * 1024;

  /** Lines in a request. Postfix 3.7 sends 30. */
  public static final int MAX_ATTRIBUTES = 200;

  /** The largest {@code recipient_count} believed; far above any MTA's own limit. */
  public static final int MAX_RECIPIENT_COUNT = 1_000_000;

  private static final byte[] NOTHING = {};
  private static final int FIRST_KEPT = 1024;

  private final Attributes attributes = new Attributes();
  private byte[] kept = NOTHING;
  private int keptLength;

  /** Positions in the request being read, from its first byte. */
  private int lineStart;

  private int scanned;
  private int lines;
  private int consumed;

  /**
   * Reads up to the end of the first request in {@code bytes[from, to)}; {@link #consumed()} tells
   * how much that was. Feed the rest to get the next request.
   */
  public Parsed feed(byte[] bytes, int from, int to) {
    if (keptLength == 0) {
      return feedWhereItLies(bytes, from, to);
    }
    int before = keptLength;
    keep(bytes, from, to);
    Parsed parsed = read(kept, 0, keptLength);
    if (parsed instanceof Parsed.Incomplete) {
      consumed = to - from;
    } else {
      consumed = lineStart - before;
      restart();
    }
    return parsed;
  }

  /** How many of the bytes of the last {@link #feed} belong to what it returned. */
  public int consumed() {
    return consumed;
  }

  /** Whether a request has begun and not ended. */
  public boolean isInside() {
    return keptLength > 0;
  }

  private Parsed feedWhereItLies(byte[] bytes, int from, int to) {
    Parsed parsed = read(bytes, from, to);
    if (parsed instanceof Parsed.Incomplete) {
      keep(bytes, from, to);
      consumed = to - from;
    } else {
      consumed = lineStart;
      restart();
    }
    return parsed;
  }

  private void restart() {
    attributes.clear();
    kept = NOTHING;
    keptLength = 0;
    lineStart = 0;
    scanned = 0;
    lines = 0;
  }

  /** What lies beyond the bound cannot belong to an answerable request and is not kept. */
  private void keep(byte[] bytes, int from, int to) {
    int length = Math.min(to - from, MAX_FRAME_BYTES - keptLength);
    if (keptLength + length > kept.length) {
      kept = Arrays.copyOf(kept, roomFor(keptLength + length));
    }
    System.arraycopy(bytes, from, kept, keptLength, length);
    keptLength += length;
  }

  private int roomFor(int length) {
    return Math.clamp(Math.max(kept.length * 2L, length), FIRST_KEPT, MAX_FRAME_BYTES);
  }

  /** Reads line after line; every line is at least one byte, the bytes are bounded. */
  private Parsed read(byte[] bytes, int base, int to) {
    while (true) {
      int end = Math.min(to - base, Math.min(lineStart + MAX_LINE_BYTES + 1, MAX_FRAME_BYTES));
      int lineEnd = Bytes.find((byte) '\n', bytes, base + scanned, base + end) - base;
      if (lineEnd < 0) {
        scanned = end;
        return unfinished(end);
      }
      boolean blank = lineEnd == lineStart;
      if (!blank && !line(bytes, base, lineEnd)) {
        return brokenLine(bytes, base, lineEnd);
      }
      lineStart = lineEnd + 1;
      scanned = lineStart;
      if (blank) {
        return attributes.meaning(bytes, base);
      }
    }
  }

  private Parsed unfinished(int end) {
    if (end == lineStart + MAX_LINE_BYTES + 1) {
      return new Broken(Violation.LINE_TOO_LONG, "");
    }
    return end == MAX_FRAME_BYTES
        ? new Broken(Violation.FRAME_TOO_LARGE, "")
        : Parsed.Incomplete.INCOMPLETE;
  }

  /** Splits at the first {@code =}: values may contain more of them (VERP, base64 logins). */
  private boolean line(byte[] bytes, int base, int lineEnd) {
    int nameStart = base + lineStart;
    int equalsSign = Bytes.find((byte) '=', bytes, nameStart, base + lineEnd);
    if (++lines > MAX_ATTRIBUTES || equalsSign <= nameStart) {
      return false;
    }
    attributes.note(bytes, nameStart, equalsSign, base + lineEnd, base);
    return true;
  }

  private Parsed brokenLine(byte[] bytes, int base, int lineEnd) {
    return lines > MAX_ATTRIBUTES
        ? new Broken(Violation.TOO_MANY_ATTRIBUTES, "")
        : new Broken(
            Violation.NO_EQUALS_SIGN, WireText.shown(bytes, base + lineStart, base + lineEnd));
  }
}
