package org.sluice.core.decision;

/** What becomes of a message that is refused for good. */
public enum RefusalWay {
  /** The client is told in the dialogue. */
  REPLY,
  /** It is accepted and dropped, and its sender is told by mail. */
  REPORT,
  /** It is accepted into the MTA's hold queue, where an administrator decides. */
  HOLD
}
