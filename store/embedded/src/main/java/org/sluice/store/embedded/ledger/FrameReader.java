package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the frames of a file in order. Where a frame is not sound it looks for the next sound one,
 * byte by byte, and says in the log what it passed over: a torn end after a crash is nothing else
 * than damage with nothing behind it.
 */
final class FrameReader {
  private static final Logger LOG = LoggerFactory.getLogger(FrameReader.class);

  /** Bytes read at a time; holds the longest frame. */
  private static final int WINDOW = 4 << 20;

  private final Frames frames = new Frames();
  private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW);

  /** What is done with a frame. */
  @FunctionalInterface
  interface Use {
    void frame(byte type, ByteBuffer body);
  }

  /**
   * Reads a file.
   *
   * @return the bytes passed over
   */
  long read(Path file, Use use) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      window.clear().limit(0);
      long passedOver = 0;
      long damageAt = -1;
      while (fill(channel)) {
        int length = frames.sound(window, window.position());
        if (length < 0) {
          damageAt = damageAt < 0 ? place(channel) : damageAt;
          window.position(window.position() + 1);
          passedOver++;
        } else {
          tell(file, damageAt, place(channel));
          damageAt = -1;
          use(use, length);
        }
      }
      tell(file, damageAt, channel.size());
      return passedOver;
    }
  }

  private void use(Use use, int length) {
    int start = window.position() + Frames.HEAD;
    ByteBuffer body = window.duplicate().position(start).limit(start + length);
    byte type = body.get();
    use.frame(type, body);
    window.position(start + length);
  }

  /** Has a whole frame in the window if the file has it; false at the end. */
  private boolean fill(FileChannel channel) throws IOException {
    if (window.remaining() < Frames.MOST_BYTES + Frames.HEAD) {
      window.compact();
      int read = 0;
      while (window.hasRemaining() && read >= 0) {
        read = channel.read(window);
      }
      window.flip();
    }
    return window.hasRemaining();
  }

  private long place(FileChannel channel) throws IOException {
    return channel.position() - window.remaining();
  }

  private static void tell(Path file, long from, long to) {
    if (from >= 0) {
      LOG.warn(
          "{}: the bytes {} to {} are no sound record (torn by a crash, or damaged) and were passed"
              + " over",
          file,
          from,
          to);
    }
  }
}
