package org.sluice.server.proxy;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.sluice.protocol.smtp.Line;
import org.sluice.protocol.smtp.LineParser;

/**
 * One side of a session: lines and content in, bytes out, a deadline over both.
 *
 * <p>What is written gathers, at most {@value #WRITE_BYTES} bytes, and goes before this side is
 * waited for, so that replies to pipelined commands share a packet (RFC 2920, section 3.2). Each
 * write has a deadline of its own, whether or not one was set for what comes next: a side that does
 * not read holds nothing for longer. One thread speaks; {@link #checkTime}, {@link #endReading} and
 * {@link #close} may come from others.
 */
public final class Wire {
  /** Bytes of one read. */
  static final int READ_BYTES = 16 * 1024;

  /** Bytes that gather before they are sent. */
  static final int WRITE_BYTES = 4 * 1024;

  /** For the other side to end after the last word. */
  static final long PARTING_MILLIS = 2_000;

  /** Bytes that are read for nothing after the last word. */
  static final long MOST_DROPPED = 1 << 20;

  /** For the last words after a deadline. */
  static final long POLITE_MILLIS = 5_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final Lost.Side side;
  private final LongSupplier monotonicMillis;
  private final long writeMillis;
  private final LineParser parser = new LineParser();
  private final byte[] buffer = new byte[READ_BYTES];
  private final byte[] gathered = new byte[WRITE_BYTES];
  private volatile Link link;
  private volatile long deadlineMillis = NEVER;
  private volatile boolean reading;
  private volatile boolean stopped;
  private int position;
  private int limit;
  private int gatheredLength;

  /**
   * @param writeMillis until the other side has taken one write, of at most {@value #WRITE_BYTES}
   *     bytes or one reply
   */
  public Wire(Lost.Side side, Link link, LongSupplier monotonicMillis, long writeMillis) {
    this.side = side;
    this.link = link;
    this.monotonicMillis = monotonicMillis;
    this.writeMillis = writeMillis;
  }

  /**
   * What comes next must be done within this time; after a missed deadline within the parting's.
   */
  public void within(long millis) {
    deadlineMillis =
        monotonicMillis.getAsLong() + (stopped ? Math.min(millis, POLITE_MILLIS) : millis);
  }

  /** Nothing is waited for. */
  public void atLeisure() {
    deadlineMillis = NEVER;
  }

  /**
   * The next line, without CRLF.
   *
   * @throws Faulty if there is none in what came
   * @throws Lost if nothing more comes
   */
  public byte[] readLine() throws Lost, Faulty {
    while (true) {
      await();
      Line line = parser.feed(buffer, position, limit);
      position += parser.consumed();
      switch (line) {
        case Line.Incomplete incomplete -> {}
        case Line.Whole whole -> {
          return whole.bytes();
        }
        case Line.Broken broken -> throw new Faulty(broken.fault());
      }
    }
  }

  /** Waits until there are bytes to read. */
  public void await() throws Lost {
    if (position < limit) {
      return;
    }
    flush();
    reading = true;
    try {
      position = 0;
      limit = Math.max(0, link.in().read(buffer));
    } catch (IOException e) {
      limit = 0;
      throw new Lost(side, String.valueOf(e.getMessage()));
    } finally {
      reading = false;
    }
    if (limit == 0) {
      throw new Lost(side, "it closed the connection");
    }
  }

  /** The bytes that were read: {@code [position(), limit())} of it are not yet taken. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the bytes begin that are not yet taken. */
  public int position() {
    return position;
  }

  /** Where they end. */
  public int limit() {
    return limit;
  }

  /** Takes the bytes before this place. */
  public void take(int end) {
    position = end;
  }

  /** Whether a command waits that came together with the one before. */
  boolean hasMore() {
    return position < limit;
  }

  /** Writes now or later, in this order. */
  public void write(byte[] bytes) throws Lost {
    write(bytes, 0, bytes.length);
  }

  /** Writes {@code bytes[from, to)} now or later, in this order. */
  public void write(byte[] bytes, int from, int to) throws Lost {
    int length = to - from;
    if (gatheredLength + length > WRITE_BYTES) {
      flush();
    }
    if (length > WRITE_BYTES) {
      send(bytes, from, length);
    } else {
      System.arraycopy(bytes, from, gathered, gatheredLength, length);
      gatheredLength += length;
    }
  }

  /** Sends what has gathered. */
  public void flush() throws Lost {
    if (gatheredLength > 0) {
      int length = gatheredLength;
      gatheredLength = 0;
      send(gathered, 0, length);
    }
  }

  private void send(byte[] bytes, int from, int length) throws Lost {
    long before = deadlineMillis;
    within(writeMillis);
    deadlineMillis = Math.min(before, deadlineMillis);
    try {
      link.out().write(bytes, from, length);
      link.out().flush();
    } catch (IOException e) {
      throw new Lost(side, String.valueOf(e.getMessage()));
    } finally {
      deadlineMillis = before;
    }
  }

  /** The link as it is. */
  Link link() {
    return link;
  }

  /**
   * Goes on over another link. What came over the old one and was not yet taken is dropped: it was
   * not protected, and must not be taken for what is (CVE-2011-0411).
   */
  void goOnOver(Link other) {
    position = 0;
    limit = 0;
    parser.forget();
    link = other;
  }

  /** After a secret has gone by, no copy of it stays here. */
  void forget() {
    parser.forget();
    java.util.Arrays.fill(gathered, gatheredLength, WRITE_BYTES, (byte) 0);
    java.util.Arrays.fill(buffer, 0, position, (byte) 0);
  }

  /**
   * Ends what takes too long: a client's read as if the client had ended, so that it hears why;
   * anything else at once, and all that misses a second deadline.
   */
  void checkTime(long nowMillis) throws IOException {
    if (nowMillis < deadlineMillis) {
      return;
    }
    boolean polite = reading && side == Lost.Side.CLIENT && !stopped;
    stopped = true;
    deadlineMillis = polite ? nowMillis + POLITE_MILLIS : NEVER;
    if (polite) {
      link.stopReading();
    } else {
      link.close();
    }
  }

  /** Ends a read that waits. */
  void endReading() throws IOException {
    if (reading) {
      link.stopReading();
    }
  }

  /**
   * Has said its last word. What the other side still sends is read and dropped for a while: closed
   * over unread bytes, the connection is reset, and the last word may be lost on its way (RFC 1122,
   * section 4.2.2.13).
   */
  void part() {
    within(PARTING_MILLIS);
    try {
      link.stopWriting();
      reading = true;
      long dropped = 0;
      int more = link.in().read(buffer);
      while (more >= 0 && dropped < MOST_DROPPED) {
        dropped += more;
        more = link.in().read(buffer);
      }
    } catch (IOException e) {
      // It is gone already.
    } finally {
      reading = false;
      atLeisure();
    }
  }

  /** Ends this side. */
  public void close() {
    try {
      link.close();
    } catch (IOException e) {
      // It is closed, whatever the socket had to say.
    }
  }
}
