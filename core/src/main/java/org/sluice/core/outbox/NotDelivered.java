package org.sluice.core.outbox;

/** A delivery did not arrive; the message says why, without any secret. */
public final class NotDelivered extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean forGood;

  public NotDelivered(String message, boolean forGood, Throwable cause) {
    super(message, cause);
    this.forGood = forGood;
  }

  public NotDelivered(String message, boolean forGood) {
    super(message);
    this.forGood = forGood;
  }

  /** Whether trying again is of no use. */
  public boolean isForGood() {
    return forGood;
  }
}
