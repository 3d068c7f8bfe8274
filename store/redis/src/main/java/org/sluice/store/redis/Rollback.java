package org.sluice.store.redis;

/**
 * Whether a store that is back is older than what it had confirmed to this node, such as one that
 * has read a snapshot of its disk: by when it heard of this node last. Thread-safe.
 */
final class Rollback {
  /** Up to so much is what was on its way, to the disk or to a replica that was promoted. */
  static final long TOLERATED_MILLIS = 1_000;

  private long confirmedMillis;
  private long generation;
  private long sinceMillis;
  private boolean told;

  /**
   * The store has heard of this node at an instant of its own clock.
   *
   * @param now its generation
   */
  synchronized void confirmed(long millis, long now) {
    confirmedMillis = millis;
    generation = now;
  }

  /** The last instant that it has confirmed; what is asked now is held against this. */
  synchronized long confirmedMillis() {
    return confirmedMillis;
  }

  /**
   * The store was asked what it knows.
   *
   * @param heardMillis when it heard of this node last; 0 if never
   * @param now its generation; of another one, which was emptied, it had confirmed nothing
   * @param confirmed the last instant that was confirmed when it was asked: one that was confirmed
   *     meanwhile may be of a clock that was stepped
   */
  synchronized void found(long heardMillis, long now, long confirmed) {
    if (heardMillis > 0 && now == generation && heardMillis < confirmed - TOLERATED_MILLIS) {
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
