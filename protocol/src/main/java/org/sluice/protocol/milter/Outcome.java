package org.sluice.protocol.milter;

import java.util.Optional;
import org.sluice.core.mail.Submission;
import org.sluice.protocol.milter.Parsed.Broken;

/** What follows from an event. */
public sealed interface Outcome {

  /** The MTA waits for nothing. */
  record Silence() implements Outcome {
    static final Silence SILENCE = new Silence();
  }

  /** Send these bytes. */
  record Answer(byte[] bytes) implements Outcome {}

  /** Ask, then send what {@link MilterSession#decided} says; until then no other event. */
  record Ask(Submission submission) implements Outcome {}

  /**
   * Close the connection.
   *
   * @param broken why, if the MTA did not end it itself
   */
  record End(Optional<Broken> broken) implements Outcome {
    static final End QUIT = new End(Optional.empty());
  }
}
