package org.sluice.store.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Usage;

/**
 * What this node lets through itself, in its own ledger; and of that what it counted alone, until
 * it is added to the shared one. Thread-safe; never blocks.
 */
final class OwnShare {
  private final LocalLedger local;
  private final Unmerged unmerged;
  private final AloneSince aloneSince;

  OwnShare(LocalLedger local, Unmerged unmerged) {
    this.local = local;
    this.unmerged = unmerged;
    this.aloneSince = new AloneSince(local, unmerged);
  }

  /** What an earlier process counted alone and did not add. */
  void recall() {
    aloneSince.recall();
  }

  /** All that was counted alone was added. */
  void forgetAlone() {
    aloneSince.forget();
  }

  /**
   * Whether the shared ledger has all that was counted alone, by this process and those before; not
   * if some of it was too much to remember.
   */
  boolean isAdded() {
    return unmerged.isEmpty() && unmerged.left() == 0 && local.aloneSince() == 0;
  }

  /** Judges by this share, without the shared ledger. */
  CompletionStage<Balance> alone(Charge charge) {
    if (charge.held().restricted()) {
      return CompletableFuture.completedStage(Balance.restricted(false, Usage.NONE));
    }
    aloneSince.begins(charge.atMillis());
    return local
        .charge(charge)
        .thenApply(balance -> {
          if (balance.granted()) {
            unmerged.granted(unlimited(charge));
          } else if (givesBack(charge, balance)) {
            unmerged.withdrawn(charge.sender(), charge.message(), charge.atMillis());
          }
          aloneSince.ends();
          return balance.unrecorded();
        });
  }

  /** The shared ledger let it through. */
  CompletionStage<Balance> passed(Charge charge) {
    return local.charge(unlimited(charge));
  }

  /** What was let through may be missing in the shared ledger after all. */
  void addLater(Charge charge) {
    aloneSince.begins(charge.atMillis());
    unmerged.granted(unlimited(charge));
    aloneSince.ends();
  }

  /** The shared ledger did not let it through. */
  void refused(Charge charge, Balance balance) {
    if (givesBack(charge, balance)) {
      local.withdraw(charge.sender(), charge.message(), charge.atMillis());
    }
  }

  CompletionStage<Void> withdraw(SenderKey sender, long message, long atMillis) {
    unmerged.withdrawn(sender, message, atMillis);
    return local.withdraw(sender, message, atMillis);
  }

  /**
   * An answer that may not hold. An emptied store does not know which recipients of a message
   * passed before; this node does.
   */
  static Balance uncertain(Balance shared, Balance own) {
    Usage usage = shared.usage();
    return new Balance(
        shared.granted(),
        shared.exceeded(),
        shared.first(),
        shared.retryAfterMillis(),
        false,
        new Usage(
            usage.messagesInMinute(),
            Math.max(usage.recipientsOfMessage(), own.usage().recipientsOfMessage()),
            usage.externalInHour(),
            usage.internalInHour(),
            usage.externalInDay(),
            usage.internalInDay(),
            usage.organizationExternalInDay()));
  }

  private static boolean givesBack(Charge charge, Balance balance) {
    LimitKind exceeded = balance.exceeded();
    return charge.whole() && charge.message() != 0 && exceeded != null && exceeded.heals();
  }

  private static Charge unlimited(Charge charge) {
    return new Charge(
        charge.sender(),
        charge.message(),
        charge.external(),
        charge.internal(),
        charge.recipientCount(),
        charge.whole(),
        charge.atMillis(),
        charge.afreshMillis(),
        Limits.NONE);
  }
}
