package org.sluice.store.embedded.ledger;

import java.nio.ByteBuffer;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;

/** The journal's records as frames, and back into a tally. Not thread-safe. */
final class Records {
  /** The most bytes of a record without its recipients. */
  static final int MOST_FIXED_BYTES = 96;

  private final Frames frames = new Frames();
  private final TallyLog.Counted read = new TallyLog.Counted();

  static int bytes(TallyLog.Counted counted) {
    return MOST_FIXED_BYTES + 8 * (counted.externals + counted.internals);
  }

  void counted(ByteBuffer buffer, TallyLog.Counted c) {
    int start = frames.begin(buffer, Frames.COUNTED);
    buffer.putLong(c.sequence).putLong(c.sender.high()).putLong(c.sender.low());
    buffer.putLong(c.message).putLong(c.atMillis).putLong(c.afreshMillis);
    buffer.put((byte) ((c.newMessage ? 1 : 0) | (c.whole ? 2 : 0)));
    buffer.putInt(c.answered).putInt(c.unnamed).putInt(c.externals).putInt(c.internals);
    for (int i = 0; i < c.externals; i++) {
      buffer.putLong(c.external[i]);
    }
    for (int i = 0; i < c.internals; i++) {
      buffer.putLong(c.internal[i]);
    }
    frames.end(buffer, start);
  }

  void gaveBack(ByteBuffer buffer, long sequence, SenderKey sender, long message, long at) {
    frames.put(buffer, Frames.GAVE_BACK, sequence, sender.high(), sender.low(), message, at);
  }

  void timeOffset(ByteBuffer buffer, long offsetMillis) {
    frames.put(buffer, Frames.TIME_OFFSET, offsetMillis);
  }

  void aloneSince(ByteBuffer buffer, long steadyMillis) {
    frames.put(buffer, Frames.ALONE_SINCE, steadyMillis);
  }

  /** Plays a record again whose type was read. */
  void replay(byte type, ByteBuffer body, Tally tally, Recovered recovered) {
    switch (type) {
      case Frames.COUNTED -> tally.replay(counted(body));
      case Frames.GAVE_BACK -> {
        long sequence = body.getLong();
        SenderKey sender = new SenderKey(body.getLong(), body.getLong());
        tally.replayGiveBack(sequence, sender, body.getLong(), body.getLong());
      }
      case Frames.TIME_OFFSET -> recovered.offsetMillis = body.getLong();
      case Frames.ALONE_SINCE -> recovered.aloneSinceMillis = body.getLong();
      default -> throw new IllegalArgumentException("A journal has no record of type " + type);
    }
  }

  private TallyLog.Counted counted(ByteBuffer body) {
    read.sequence = body.getLong();
    read.sender = new SenderKey(body.getLong(), body.getLong());
    read.message = body.getLong();
    read.atMillis = body.getLong();
    read.afreshMillis = body.getLong();
    byte flags = body.get();
    read.newMessage = (flags & 1) != 0;
    read.whole = (flags & 2) != 0;
    read.answered = body.getInt();
    read.unnamed = body.getInt();
    read.externals = body.getInt();
    read.internals = body.getInt();
    read.external = hashes(body, read.external, read.externals);
    read.internal = hashes(body, read.internal, read.internals);
    return read;
  }

  private static long[] hashes(ByteBuffer body, long[] room, int count) {
    long[] hashes = room.length < count ? new long[count] : room;
    for (int i = 0; i < count; i++) {
      hashes[i] = body.getLong();
    }
    return hashes;
  }
}
