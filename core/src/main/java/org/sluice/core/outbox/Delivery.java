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
 */
public record Delivery(
    long number,
    Outgoing outgoing,
    State state,
    int attempts,
    Instant due,
    String lastError,
    Instant changed) {

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
