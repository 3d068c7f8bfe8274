package org.sluice.protocol.smtp;

import java.util.Optional;

/**
 * Watches a message's content go by and tells where it ends and what is wrong with it, however the
 * bytes are cut. It changes nothing: what it saw is passed on as it is, the final dot included.
 *
 * <p>Content after DATA ends with CRLF, dot, CRLF, and with nothing else (RFC 5321, section 4.1.1.4
 * and 2.3.8); the CRLF may be the one that ended the DATA command. The first {@link Fault} is
 * remembered and the search for the one true end goes on, so that what a fault tried to smuggle is
 * never taken for a command. Not thread-safe: one per message.
 */
public final class ContentScanner {
  /**
   * A line without its CRLF. RFC 5321 (section 4.5.3.1.6) says 998, real mail has much longer ones;
   * a next hop that cuts lines must find no line that it cuts to a lone dot unseen by others.
   */
  public static final int MAX_LINE_BYTES = 64 * 1024;

  private enum State {
    LINE_START,
    DOT,
    DOT_CR,
    TEXT,
    CR,
    END
  }

  private final boolean dotEnds;
  private State state = State.LINE_START;
  private Optional<Fault> fault = Optional.empty();
  private int lineBytes;

  private ContentScanner(boolean dotEnds) {
    this.dotEnds = dotEnds;
  }

  /** For content after DATA. */
  public static ContentScanner ofData() {
    return new ContentScanner(true);
  }

  /** For the content of BDAT, whose end is counted; {@link #end()} tells it. */
  public static ContentScanner ofChunks() {
    return new ContentScanner(false);
  }

  /** Reads on; returns where the content ended, or {@code to}. */
  public int scan(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && state != State.END) {
      state = after(bytes[at++]);
    }
    return at;
  }

  /** The last chunk has been read. */
  public void end() {
    if (state == State.CR) {
      note(Fault.BARE_CR);
    }
    state = State.END;
  }

  /** Whether the content has ended. */
  public boolean isEnded() {
    return state == State.END;
  }

  /** The first thing that is wrong. */
  public Optional<Fault> fault() {
    return fault;
  }

  private State after(byte octet) {
    boolean afterCr = state == State.CR || state == State.DOT_CR;
    if (octet == '\n') {
      return afterCr ? lineEnd() : bareLineFeed();
    }
    if (afterCr) {
      note(Fault.BARE_CR);
    }
    if (octet == '\r') {
      return state == State.DOT ? State.DOT_CR : State.CR;
    }
    if (octet == 0) {
      note(Fault.NUL);
    }
    if (++lineBytes > MAX_LINE_BYTES) {
      note(Fault.LINE_TOO_LONG);
    }
    return state == State.LINE_START && octet == '.' && dotEnds ? State.DOT : State.TEXT;
  }

  private State lineEnd() {
    lineBytes = 0;
    return state == State.DOT_CR ? State.END : State.LINE_START;
  }

  private State bareLineFeed() {
    note(Fault.BARE_LF);
    return State.TEXT;
  }

  private void note(Fault found) {
    if (fault.isEmpty()) {
      fault = Optional.of(found);
    }
  }
}
