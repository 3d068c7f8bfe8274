package org.sluice.protocol.milter;

import java.util.Arrays;
import org.sluice.protocol.milter.Parsed.Broken;
import org.sluice.protocol.wire.WireText;

/**
 * Finds packets in a stream of bytes, however the stream is cut: four bytes of length (network
 * order; the command is counted), the command, its content.
 *
 * <p>A packet that lies in one piece is read where it lies. Of one that does not, the bytes seen so
 * far are kept as they come, never the length that was announced; of a body nothing is kept at all.
 * The outcome does not depend on the cuts. After {@link Broken} the reader is of no further use.
 * Not thread-safe: one per connection.
 */
public final class PacketReader {
  /** Content of a body chunk or header field; the largest that any MTA may negotiate (MDS_1M). */
  public static final int MAX_CONTENT_BYTES = 1024 * 1024;

  /** Content of any other packet. */
  public static final int MAX_COMMAND_BYTES = 16 * 1024;

  /** Bytes kept of a header field; its name and the beginning of its value. */
  public static final int MAX_HEADER_KEPT = 16 * 1024;

  private static final int LENGTH_BYTES = 4;
  private static final int HEAD_BYTES = LENGTH_BYTES + 1;
  private static final int FIRST_KEPT = 512;
  private static final byte[] NOTHING = {};

  private final byte[] head = new byte[HEAD_BYTES];
  private int headLength;
  private Command command = Command.ABORT;

  /** Of the content: how long it is, and how much has been seen. */
  private int contentLength;

  private int contentSeen;
  private byte[] kept = NOTHING;
  private int keptLength;
  private int consumed;

  /**
   * Reads up to the end of the first packet in {@code bytes[from, to)}; {@link #consumed()} tells
   * how much that was. Feed the rest to get the next packet.
   */
  public Parsed feed(byte[] bytes, int from, int to) {
    int at = from;
    while (headLength < HEAD_BYTES) {
      if (at == to) {
        consumed = at - from;
        return Parsed.Incomplete.INCOMPLETE;
      }
      head[headLength++] = bytes[at++];
      if (headLength == HEAD_BYTES || (headLength == LENGTH_BYTES && length() == 0)) {
        Broken broken = readHead();
        if (broken != null) {
          consumed = at - from;
          return broken;
        }
      }
    }
    int take = Math.min(contentLength - contentSeen, to - at);
    boolean whole = take == contentLength;
    if (!whole) {
      keep(bytes, at, at + take);
    }
    contentSeen += take;
    consumed = at + take - from;
    if (contentSeen < contentLength) {
      return Parsed.Incomplete.INCOMPLETE;
    }
    Parsed parsed = whole ? read(bytes, at) : read(kept, 0);
    restart();
    return parsed;
  }

  /** How many of the bytes of the last {@link #feed} belong to what it returned. */
  public int consumed() {
    return consumed;
  }

  /** Whether a packet has begun and not ended. */
  public boolean isInside() {
    return headLength > 0;
  }

  /** The unsigned length; one that is not an int is as good as the largest. */
  private int length() {
    int length = PacketParts.number(head, 0);
    return length < 0 ? Integer.MAX_VALUE : length;
  }

  /** Checks the length and the command; null if there is nothing wrong with them. */
  private @org.jspecify.annotations.Nullable Broken readHead() {
    if (length() == 0) {
      return new Broken(MilterViolation.EMPTY_PACKET, "");
    }
    Command named = Command.of(head[LENGTH_BYTES]);
    if (named == null) {
      return new Broken(
          MilterViolation.UNKNOWN_COMMAND, WireText.shown(head, LENGTH_BYTES, HEAD_BYTES));
    }
    command = named;
    contentLength = length() - 1;
    return contentLength > named.mostBytes()
        ? new Broken(MilterViolation.PACKET_TOO_LARGE, named + " of " + length() + " bytes")
        : null;
  }

  private Parsed read(byte[] bytes, int from) {
    int length = Math.min(contentLength, command.mostKept());
    return PacketParts.event(command, bytes, from, from + length, length < contentLength);
  }

  /** What lies beyond the bound of the command is not read and not kept. */
  private void keep(byte[] bytes, int from, int to) {
    int length = Math.min(to - from, command.mostKept() - keptLength);
    if (length <= 0) {
      return;
    }
    if (keptLength + length > kept.length) {
      kept = Arrays.copyOf(kept, roomFor(keptLength + length));
    }
    System.arraycopy(bytes, from, kept, keptLength, length);
    keptLength += length;
  }

  private int roomFor(int length) {
    return Math.clamp(Math.max(kept.length * 2L, length), FIRST_KEPT, command.mostKept());
  }

  private void restart() {
    headLength = 0;
    contentLength = 0;
    contentSeen = 0;
    kept = NOTHING;
    keptLength = 0;
  }
}
