package org.sluice.core.decision;

import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Submission;

/** Port: says which way is taken with whom. Thread-safe; never blocks. */
public interface RefusalWays {
  /** The client is always told in the dialogue. */
  RefusalWays REPLIES = sender -> RefusalWay.REPLY;

  /** Asked at each MAIL of a sender who is counted. */
  RefusalWay of(SenderIdentity sender);

  /** Whether one more message of this sender may go to the MTA's hold queue; asked at its end. */
  default boolean mayHold(SenderIdentity sender, Submission message, Decision.Reject why) {
    return false;
  }
}
