package org.sluice.core.limit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Port: where usage is counted. Implementations are thread-safe; each charge is one atomic step,
 * and its stage completes only once the record is as durable as configured (or known to be lost,
 * see {@link Balance#recorded}). The stage may complete on the ledger's own thread and never fails.
 *
 * <p>Judged in this order, the first that is crossed refuses: messages per minute, recipients per
 * message, external per hour, internal per hour, recipients per day, recipient rate, organization.
 */
public interface LimitLedger {

  /** Judges and counts. */
  CompletionStage<Balance> charge(Charge charge);

  /**
   * Gives back all that a message had counted, once; the message was not let through after all. One
   * that is not remembered, or counted nothing, changes nothing.
   *
   * @param message the message's hash, not 0
   */
  CompletionStage<Void> withdraw(SenderKey sender, long message, long atMillis);

  /**
   * The sender's usage at an instant, counting nothing.
   *
   * @param afreshMillis as in {@link Charge}
   */
  Forecast usage(SenderKey sender, long atMillis, long afreshMillis);

  /**
   * The same without waiting, for who asks about many. Never fails; an answer that cannot be had
   * from a shared ledger is what this node knows.
   */
  default CompletionStage<Forecast> forecast(SenderKey sender, long atMillis, long afreshMillis) {
    return CompletableFuture.completedFuture(usage(sender, atMillis, afreshMillis));
  }

  /**
   * Whether several nodes count here. Then it knows who is restricted before a node's own copy
   * does, and is asked about everybody.
   */
  default boolean isShared() {
    return false;
  }

  /** Whether what all nodes counted is asked now, and not this node's share alone. */
  default boolean hasAllCounts() {
    return true;
  }

  /**
   * Whether a sender whom this node's own copy holds restricted still is, counting nothing. Not
   * asked of a ledger that is not shared.
   *
   * @param afreshMillis as in {@link Charge}
   */
  default CompletionStage<Balance> look(SenderKey sender, Held held, long afreshMillis) {
    return CompletableFuture.completedFuture(Balance.restricted(true, Usage.NONE));
  }
}
