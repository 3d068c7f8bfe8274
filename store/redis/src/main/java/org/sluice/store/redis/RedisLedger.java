package org.sluice.store.redis;

import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Usage;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.RestrictionFlags;
import org.sluice.core.restriction.Standing;

/**
 * The limit ledger that several nodes share, as one of them sees it.
 *
 * <p><b>While it is asked</b>, each charge is one step of {@link Script}: restriction, windows and
 * count together. What it lets through is also counted in the node's own ledger, which so always
 * holds the node's own share.
 *
 * <p><b>When it is lost</b> (the first step that fails or takes too long) every charge at once goes
 * to the node's own ledger, with balances that say so. Judged against its own share of the window,
 * a node lets no more than the limit through, all nodes together no more than the limit times the
 * nodes. Who is restricted in the node's own copy stays so.
 *
 * <p><b>It comes back</b> by {@link #tick}: {@link Refill} first tells it who is restricted and
 * what was counted without it, then charges go there again.
 *
 * <p>Thread-safe. {@link #usage} waits for the answer, everything else never blocks.
 */
public final class RedisLedger implements LimitLedger, RestrictionFlags, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLedger.class);

  private final Script script;
  private final LocalLedger local;
  private final Unmerged unmerged;
  private final Refill refill;
  private final SharedClock clock;
  private final long usageWaitMillis;
  private volatile SharedHealth health = SharedHealth.NOT_YET;
  private boolean returning;

  /**
   * @param standings where every entity stands in this node's own copy of the facts
   * @param monotonicMillis the node's clock that is never stepped
   * @param ids numbers that no two nodes have in common, never 0
   * @param usageWaitMillis how long {@link #usage} waits
   */
  RedisLedger(
      Script script,
      Parts parts,
      LocalLedger local,
      Supplier<Map<RestrictedEntity, Standing>> standings,
      LongSupplier monotonicMillis,
      LongSupplier ids,
      long usageWaitMillis) {
    this.script = script;
    this.local = local;
    this.unmerged = new Unmerged(Unmerged.MOST_SENDERS, ids);
    this.refill = new Refill(script, parts, local, unmerged, standings, ids);
    this.clock = new SharedClock(monotonicMillis);
    this.usageWaitMillis = usageWaitMillis;
  }

  /**
   * A ledger on a real Redis. It asks nothing before {@link #tick} is called.
   *
   * @param local this node's own ledger
   * @param standings where every entity stands in this node's own copy of the facts
   */
  public static RedisLedger open(
      RedisOptions options,
      LocalLedger local,
      Supplier<Map<RestrictedEntity, Standing>> standings) {
    SecureRandom chance = new SecureRandom();
    return new RedisLedger(
        new LettuceScript(options, Parts.ALL, LettuceScript.OF_THE_SERVER),
        Parts.ALL,
        local,
        standings,
        () -> System.nanoTime() / 1_000_000,
        () -> chance.nextLong(1, Long.MAX_VALUE),
        options.timeout().toMillis());
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public boolean hasAllCounts() {
    return health.asked();
  }

  @Override
  public CompletionStage<Balance> charge(Charge charge) {
    if (!health.asked()) {
      return alone(charge);
    }
    return script
        .charge(charge, refill.generation(charge.sender()))
        .handle((answer, failure) -> {
          if (failure != null) {
            lose(failure);
            return alone(charge);
          }
          return switch (answer) {
            case Script.Answer.Judged(Balance balance) -> judged(charge, balance);
            case Script.Answer.OtherGeneration() -> {
              lose("it was emptied");
              yield alone(charge);
            }
          };
        })
        .thenCompose(stage -> stage);
  }

  /** What passes counts in this node's share too. */
  private CompletionStage<Balance> judged(Charge charge, Balance balance) {
    if (balance.granted()) {
      local.charge(unlimited(charge));
    } else if (givesBack(charge, balance)) {
      local.withdraw(charge.sender(), charge.message(), charge.atMillis());
    }
    return CompletableFuture.completedStage(balance);
  }

  private CompletionStage<Balance> alone(Charge charge) {
    if (charge.held().restricted()) {
      return CompletableFuture.completedStage(Balance.restricted(false, Usage.NONE));
    }
    return local
        .charge(charge)
        .thenApply(balance -> {
          if (balance.granted()) {
            unmerged.granted(unlimited(charge));
          } else if (givesBack(charge, balance)) {
            unmerged.withdrawn(charge.sender(), charge.message(), charge.atMillis());
          }
          return balance.unrecorded();
        });
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

  @Override
  public CompletionStage<Void> withdraw(SenderKey sender, long message, long atMillis) {
    CompletionStage<Void> here = local.withdraw(sender, message, atMillis);
    if (!health.asked()) {
      unmerged.withdrawn(sender, message, atMillis);
      return here;
    }
    return tell(script.withdraw(sender, message));
  }

  /** A step whose failure is no failure of the caller's. */
  private CompletionStage<Void> tell(CompletionStage<Void> step) {
    return step.exceptionally(failure -> {
      lose(failure);
      return null;
    });
  }

  @Override
  public CompletionStage<Balance> look(SenderKey sender, Held held, long afreshMillis) {
    Balance known = Balance.restricted(false, Usage.NONE);
    if (!health.asked()) {
      return CompletableFuture.completedStage(known);
    }
    return script
        .look(sender, held, afreshMillis)
        .thenApply(seen -> seen.balance(true))
        .exceptionally(failure -> {
          lose(failure);
          return known;
        });
  }

  @Override
  public Forecast usage(SenderKey sender, long atMillis, long afreshMillis) {
    if (health.asked()) {
      try {
        return script
            .look(sender, Held.FREE, afreshMillis)
            .toCompletableFuture()
            .get(usageWaitMillis, TimeUnit.MILLISECONDS)
            .forecast();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
        lose(e);
      }
    }
    return local.usage(sender, atMillis, afreshMillis);
  }

  @Override
  public CompletionStage<Void> raise(Restriction restriction) {
    return mark(Mark.of(restriction));
  }

  @Override
  public CompletionStage<Void> lower(RestrictedEntity entity, Lift lift) {
    return mark(Mark.of(entity, lift));
  }

  /** While it is lost nothing is told: {@link Refill} tells all of the facts when it is back. */
  private CompletionStage<Void> mark(Mark mark) {
    return isReturning() || health.asked()
        ? tell(script.mark(mark))
        : CompletableFuture.completedStage(null);
  }

  private synchronized boolean isReturning() {
    return returning;
  }

  private void lose(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    lose(String.valueOf(cause.getMessage()));
  }

  private synchronized void lose(String cause) {
    if (health.asked()) {
      LOG.error(
          "The shared ledger is lost ({}); this node counts alone, and policies say what follows"
              + " (StoreLoss)",
          cause);
      health = health.lost(cause);
    }
  }

  /**
   * Looks after the connection, to be called again and again: reads the store's clock, adds what is
   * left to be added, and tries to come back if it is lost.
   *
   * @return completes when this look is over, whatever it found; never fails
   */
  public CompletionStage<Void> tick() {
    if (health.asked()) {
      return readClock()
          .thenCompose(read -> mergeRest())
          .exceptionally(failure -> {
            lose(failure);
            return null;
          });
    }
    return begins() ? comeBack() : CompletableFuture.completedStage(null);
  }

  private CompletionStage<Void> mergeRest() {
    return unmerged.isEmpty() ? CompletableFuture.completedStage(null) : refill.mergeRest();
  }

  private synchronized boolean begins() {
    boolean first = !returning;
    returning = true;
    return first;
  }

  private CompletionStage<Void> comeBack() {
    return readClock()
        .thenCompose(read -> refill.run())
        .handle((emptied, failure) -> {
          cameBack(emptied, failure);
          return null;
        });
  }

  private synchronized void cameBack(Integer emptied, Throwable failure) {
    returning = false;
    if (failure == null) {
      LOG.info("The shared ledger is asked; parts found empty and filled: {}", emptied);
      health = health.back();
    } else {
      health = health.failedAgain(String.valueOf(failure.getMessage()));
    }
  }

  /** Reads the store's clock, without asking it anything else yet; fails if it does not answer. */
  public CompletionStage<Void> learnTime() {
    return readClock();
  }

  /** Lets go of the connections. Charges after it count on this node alone. */
  @Override
  public void close() {
    lose("it was closed");
    script.close();
  }

  private CompletionStage<Void> readClock() {
    long asked = clock.monotonicMillis();
    return script.time().thenAccept(millis -> clock.read(millis, asked));
  }

  /**
   * The clock that all nodes have in common, whatever their own say: Unix milliseconds; 0 if it was
   * never read.
   */
  public long sharedMillis() {
    return clock.millis();
  }

  /** Whether it is asked, and why not. */
  public SharedHealth health() {
    return health;
  }

  /** Senders of whom this node counted something that is not added yet. */
  public int unmergedSenders() {
    return unmerged.senders();
  }

  /** Charges that this node counted alone and did not remember to add. */
  public long neverMerged() {
    return unmerged.left();
  }
}
