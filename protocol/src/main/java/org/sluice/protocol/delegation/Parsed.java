package org.sluice.protocol.delegation;

import org.sluice.core.mail.Submission;
import org.sluice.protocol.wire.WireText;

/** What the parser found in the bytes it was fed. */
public sealed interface Parsed {

  /** The request has not ended yet: feed more. */
  record Incomplete() implements Parsed {
    static final Incomplete INCOMPLETE = new Incomplete();
  }

  /** A request to be judged. */
  record Question(Submission submission) implements Parsed {}

  /** A request about a moment at which Sluice has no opinion: answer {@link Replies#DUNNO}. */
  record NoOpinion() implements Parsed {
    static final NoOpinion NO_OPINION = new NoOpinion();
  }

  /**
   * Not a request that can be answered: close the connection.
   *
   * @param shown the offending bytes made printable, at most {@value WireText#MAX_SHOWN}
   *     characters; empty where the explanation says it all
   */
  record Broken(Violation violation, String shown) implements Parsed {}
}
