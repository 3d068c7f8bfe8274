package org.sluice.core.outbox;

import java.time.Instant;

/**
 * How far a delivery has come.
 *
 * @param number its place in the outbox
 * @param attempts how often it was tried
 * @param due when it is tried next, while it waits
 * @param lastError what went wrong last; empty if nothing did
 * @param changed when its state last changed
 * @param node the name of the node of a cluster that has it now, to deliver it or until it has
 *     noted what became of it; empty if none has, or if there is only one
 * @param overtaken whether it tells of an alert and was given up, and the alert's end has arrived:
 *     nobody needs it any more, and it is tried again by its number alone
 */
public record Delivery(
    long number,
    Outgoing outgoing,
    State state,
    int attempts,
    Instant due,
    String lastError,
    Instant changed,
    String node,
    boolean overtaken) {

  /** One that no node has, and no end overtook. */
  public Delivery(
      long number,
      Outgoing outgoing,
      State state,
      int attempts,
      Instant due,
      String lastError,
      Instant changed) {
    this(number, outgoing, state, attempts, due, lastError, changed, "", false);
  }

  /** The closed list of states. */
  public enum State {
    /** It is tried when it is due. */
    WAITING,
    /** It is being handed over, past the point from which it cannot be called back. */
    SENDING,
    /** The receiver has it. */
    SENT,
    /**
     * Its node was killed, or lost the store, while the receiver was answering: it has almost
     * certainly arrived.
     */
    UNCONFIRMED,
    /** It was tried for as long as is reasonable, or the receiver refused it for good. */
    GIVEN_UP
  }
}
