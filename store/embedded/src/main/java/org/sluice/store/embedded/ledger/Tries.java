package org.sluice.store.embedded.ledger;

/**
 * When a snapshot that failed is tried again: after a second, then after twice as long each time,
 * at most {@value #MOST_MILLIS} ms. A disk without room is not written full each second. Not
 * thread-safe: used under the ledger's lock.
 */
final class Tries {
  static final long FIRST_MILLIS = 1_000;
  static final long MOST_MILLIS = 60_000;

  private long waitMillis = FIRST_MILLIS;
  private long notBeforeMillis = Long.MIN_VALUE;

  boolean isDue(long nowMillis) {
    return nowMillis >= notBeforeMillis;
  }

  /** A try begins. Unless it succeeds, the next has to wait. */
  void begin(long nowMillis) {
    notBeforeMillis = nowMillis + waitMillis;
    waitMillis = Math.min(2 * waitMillis, MOST_MILLIS);
  }

  void succeeded() {
    waitMillis = FIRST_MILLIS;
    notBeforeMillis = Long.MIN_VALUE;
  }
}
