package org.sluice.store.embedded.ledger;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The form of journals and snapshots: frames of a length, a CRC-32C of what follows, a type and
 * words. A frame stands by itself, so that a damaged one costs only itself. Not thread-safe.
 */
final class Frames {
  /** Bytes before the type. */
  static final int HEAD = 8;

  /** The longest frame: a message of a thousand recipients has 8 KiB, a batch of senders more. */
  static final int MOST_BYTES = 1 << 20;

  static final byte COUNTED = 1;
  static final byte GAVE_BACK = 2;
  static final byte TIME_OFFSET = 3;
  static final byte SNAPSHOT_HEAD = 4;
  static final byte ORGANIZATION = 5;
  static final byte MESSAGE = 6;
  static final byte SENDERS = 7;
  static final byte SNAPSHOT_END = 8;
  static final byte ALONE_SINCE = 9;

  private final CRC32C crc = new CRC32C();

  /** Begins a frame; answers where it begins. */
  int begin(ByteBuffer buffer, byte type) {
    int start = buffer.position();
    buffer.position(start + HEAD);
    buffer.put(type);
    return start;
  }

  /** Ends the frame that began there. */
  void end(ByteBuffer buffer, int start) {
    int end = buffer.position();
    buffer.putInt(start, end - start - HEAD);
    buffer.putInt(start + 4, checksum(buffer, start + HEAD, end));
  }

  /** A whole frame of words. */
  void put(ByteBuffer buffer, byte type, long... words) {
    int start = begin(buffer, type);
    for (long word : words) {
      buffer.putLong(word);
    }
    end(buffer, start);
  }

  /** The length of what follows the head of a sound frame at a place; -1 if there is none. */
  int sound(ByteBuffer buffer, int at) {
    if (buffer.limit() - at <= HEAD) {
      return -1;
    }
    int length = buffer.getInt(at);
    if (length < 1 || length > MOST_BYTES || length > buffer.limit() - at - HEAD) {
      return -1;
    }
    int expected = buffer.getInt(at + 4);
    return checksum(buffer, at + HEAD, at + HEAD + length) == expected ? length : -1;
  }

  private int checksum(ByteBuffer buffer, int from, int to) {
    crc.reset();
    crc.update(buffer.duplicate().limit(to).position(from));
    return (int) crc.getValue();
  }
}
