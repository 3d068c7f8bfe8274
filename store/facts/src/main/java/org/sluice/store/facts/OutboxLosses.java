package org.sluice.store.facts;

import java.util.concurrent.atomic.LongAdder;

/**
 * What this node lost of the outbox since its start. The rows themselves do not tell: they are
 * tried again, and forgotten in the end. A step that was rolled back and repeated counts twice.
 * Thread-safe.
 */
public final class OutboxLosses {
  private final LongAdder givenUp = new LongAdder();
  private final LongAdder unconfirmed = new LongAdder();

  /** None yet. */
  public OutboxLosses() {
    // Both begin at 0.
  }

  /** So many more were given up. */
  void addGivenUp(long more) {
    givenUp.add(more);
  }

  /** Of so many more nobody knows whether they arrived. */
  public void addUnconfirmed(long more) {
    unconfirmed.add(more);
  }

  /** How often a delivery was given up. */
  public long givenUp() {
    return givenUp.sum();
  }

  /** How often it was found that nobody knows whether a delivery arrived. */
  public long unconfirmed() {
    return unconfirmed.sum();
  }
}
