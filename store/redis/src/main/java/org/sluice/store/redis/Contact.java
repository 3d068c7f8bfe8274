package org.sluice.store.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.limit.Balance;

/**
 * Whether a node asks the shared ledger: lost by the first failure, found again by one return at a
 * time; and what was let through for which no replica vouches. Thread-safe.
 */
final class Contact {
  private static final Logger LOG = LoggerFactory.getLogger(Contact.class);

  private final AtomicLong unacknowledged = new AtomicLong();
  private volatile SharedHealth health = SharedHealth.NOT_YET;
  private boolean returning;
  private List<String> told = List.of();

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
  }

  /**
   * Says in the log, once for each look, what has changed about the replicas.
   *
   * @param lacking masters of which too few have what they count
   */
  synchronized void tellReplicas(List<String> lacking) {
    if (lacking.equals(told)) {
      return;
    }
    told = lacking;
    if (lacking.isEmpty()) {
      LOG.info("The replicas of Redis have what it counts again");
    } else {
      LOG.error(
          "Too few replicas of Redis have what it counts (redis.acknowledging-replicas), of {}: it is"
              + " asked on, nothing that it lets through there is certain, and policies say what"
              + " follows (StoreLoss)",
          String.join(", ", lacking));
    }
  }

  /** What was let through without them. */
  long unacknowledged() {
    return unacknowledged.get();
  }
}
