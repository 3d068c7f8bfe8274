package org.sluice.store.redis;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.limit.Balance;

/**
 * Whether a node asks the shared ledger: lost by the first failure, found again by one return at a
 * time; and whether replicas vouch for what it answers. Thread-safe.
 */
final class Contact {
  private static final Logger LOG = LoggerFactory.getLogger(Contact.class);

  private final AtomicLong unacknowledged = new AtomicLong();
  private volatile SharedHealth health = SharedHealth.NOT_YET;
  private volatile boolean lacksReplicas;
  private boolean returning;
  private boolean told;

  SharedHealth health() {
    return health;
  }

  boolean isAsked() {
    return health.asked();
  }

  synchronized boolean isReturning() {
    return returning;
  }

  void lose(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    lose(String.valueOf(cause.getMessage()));
  }

  synchronized void lose(String cause) {
    if (health.asked()) {
      LOG.error(
          "The shared ledger is lost ({}); this node counts alone, and policies say what follows"
              + " (StoreLoss)",
          cause);
      health = health.lost(cause);
    }
  }

  /** Whether a return begins now; false while one is under way. */
  synchronized boolean returns() {
    boolean first = !returning;
    returning = true;
    return first;
  }

  /**
   * A return is over.
   *
   * @param emptied parts that lacked what this node counted
   */
  synchronized void returned(Integer emptied, @Nullable Throwable failure) {
    returning = false;
    if (failure == null) {
      LOG.info("The shared ledger is asked; parts that lacked what this node counted: {}", emptied);
      health = health.back();
    } else {
      health = health.failedAgain(String.valueOf(failure.getMessage()));
    }
  }

  /** The store let something through. */
  void passed(Balance balance) {
    if (!balance.recorded()) {
      unacknowledged.incrementAndGet();
    }
    lacksReplicas = !balance.recorded();
  }

  /** Says in the log, once for each look, what has changed about the replicas. */
  synchronized void tellReplicas() {
    boolean lacks = lacksReplicas;
    if (lacks == told) {
      return;
    }
    told = lacks;
    if (lacks) {
      LOG.error(
          "Too few replicas of Redis have what it counts (redis.acknowledging-replicas): it is asked"
              + " on, nothing that it lets through is certain, and policies say what follows"
              + " (StoreLoss)");
    } else {
      LOG.info("The replicas of Redis have what it counts again");
    }
  }

  /** Whether too few replicas had the last that was let through. */
  boolean lacksReplicas() {
    return lacksReplicas;
  }

  /** What was let through without them. */
  long unacknowledged() {
    return unacknowledged.get();
  }
}
