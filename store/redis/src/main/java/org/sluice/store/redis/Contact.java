package org.sluice.store.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.sluice.core.limit.Balance;

/**
 * Whether a node asks the shared ledger: lost by the first failure, found again by one return at a
 * time; and what was let through for which no replica vouches. Thread-safe.
 */
final class Contact {
  private static final String CLOSED = "it was closed";

  private final Logger log;
  private final AtomicLong unacknowledged = new AtomicLong();
  private volatile SharedHealth health = SharedHealth.NOT_YET;
  private boolean returning;
  private List<String> told = List.of();

  /**
   * @param log where losses and returns are told
   */
  Contact(Logger log) {
    this.log = log;
  }

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
    lose(Failures.said(failure));
  }

  synchronized void lose(String cause) {
    if (health.asked()) {
      log.error(
          "The shared ledger is lost ({}); this node counts alone, and policies say what follows"
              + " (StoreLoss)",
          cause);
      health = health.lost(cause);
    }
  }

  /** It is left in order, which is no loss. */
  synchronized void close() {
    if (health.asked()) {
      log.info("The shared ledger is asked no more; this node stops");
    }
    health = health.failedAgain(CLOSED);
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
      log.info("The shared ledger is asked; parts that lacked what this node counted: {}", emptied);
      health = health.back();
    } else {
      health = health.failedAgain(Failures.said(failure));
    }
  }

  /** The store let something through. */
  void passed(Balance balance) {
    if (!balance.recorded()) {
      unacknowledged.incrementAndGet();
    }
  }

  /**
   * Says in the log, once for each look, what has changed about the replicas; nothing while it is
   * not asked, for nobody knows then.
   *
   * @param lacking masters of which too few have what they count
   */
  synchronized void tellReplicas(List<String> lacking) {
    if (!health.asked() || lacking.equals(told)) {
      return;
    }
    told = lacking;
    if (lacking.isEmpty()) {
      log.info("The replicas of Redis have what it counts again");
    } else {
      log.error(
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
