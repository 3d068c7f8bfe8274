package org.sluice.store.redis;

/**
 * Whether a store that is back is older than what it had confirmed to this node, such as one that
 * has read a snapshot of its disk: by when it heard of this node last. Thread-safe.
 */
final class Rollback {
  /** Up to so much is what was on its way, to the disk or to a replica that was promoted. */
  static final long TOLERATED_MILLIS = 1_000;

  private long confirmedMillis;
  private long sinceMillis;
  private boolean told;

  /** The store has heard of this node at an instant of its own clock. */
  synchronized void confirmed(long millis) {
    confirmedMillis = millis;
  }

  /**
   * The store is asked what it knows.
   *
   * @param heardMillis when it heard of this node last; 0 if never, as if it was emptied
   */
  synchronized void found(long heardMillis) {
    if (heardMillis > 0 && heardMillis < confirmedMillis - TOLERATED_MILLIS) {
      long since = heardMillis - TOLERATED_MILLIS;
      sinceMillis = sinceMillis == 0 ? since : Math.min(sinceMillis, since);
      confirmedMillis = heardMillis;
      told = false;
    }
  }

  /** What was counted since then may be missing there; 0 if nothing is. */
  synchronized long sinceMillis() {
    return sinceMillis;
  }

  /** Whether the other nodes have to be told that they have to add what is missing. */
  synchronized boolean isUntold() {
    return sinceMillis > 0 && !told;
  }

  synchronized void isTold() {
    told = true;
  }

  /** All is added again. */
  synchronized void over() {
    sinceMillis = 0;
  }
}
