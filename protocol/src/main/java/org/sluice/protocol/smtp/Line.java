package org.sluice.protocol.smtp;

/** What {@link LineParser} found in the bytes it was fed. */
public sealed interface Line {

  /** The line has not ended yet: feed more. */
  record Incomplete() implements Line {
    static final Incomplete INCOMPLETE = new Incomplete();
  }

  /** A line, without its CRLF. */
  record Whole(byte[] bytes) implements Line {}

  /** Not a line; the parser is of no further use. */
  record Broken(Fault fault) implements Line {}
}
