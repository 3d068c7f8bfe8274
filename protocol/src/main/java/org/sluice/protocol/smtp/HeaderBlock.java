package org.sluice.protocol.smtp;

import java.util.Arrays;

/**
 * The beginning of a message, held until it can be judged: up to the empty line that ends the
 * header, or to the bound. Not thread-safe: one per message.
 */
public final class HeaderBlock {
  /** Beyond it the message is judged by what was seen. Postfix cuts at 102 400. */
  public static final int MAX_BYTES = 256 * 1024;

  private static final int FIRST_KEPT = 4 * 1024;
  private static final int NOT_FOUND = -1;

  private byte[] kept = new byte[FIRST_KEPT];
  private int length;

  /** Octets of the line being read, its CR not counted. */
  private int lineBytes;

  private int headerEnd = NOT_FOUND;

  /** Takes what was read; it may reach beyond the header's end. */
  public void add(byte[] bytes, int from, int to) {
    int wanted = length + to - from;
    if (wanted > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(wanted, 2 * kept.length));
    }
    System.arraycopy(bytes, from, kept, length, to - from);
    find(length, wanted);
    length = wanted;
  }

  private void find(int from, int to) {
    for (int at = from; at < to && headerEnd == NOT_FOUND; at++) {
      if (kept[at] == '\n') {
        headerEnd = lineBytes == 0 ? at + 1 : NOT_FOUND;
        lineBytes = 0;
      } else if (kept[at] != '\r') {
        lineBytes++;
      }
    }
  }

  /** Whether there is no need to wait for more. */
  public boolean isComplete() {
    return headerEnd != NOT_FOUND || length >= MAX_BYTES;
  }

  /** All that was taken: this array's first {@link #length()} bytes. */
  public byte[] bytes() {
    return kept;
  }

  /** How many bytes were taken. */
  public int length() {
    return length;
  }

  /** How many of them are the header, its empty line included where it was seen. */
  public int headerLength() {
    return Math.min(headerEnd == NOT_FOUND ? length : headerEnd, MAX_BYTES);
  }
}
