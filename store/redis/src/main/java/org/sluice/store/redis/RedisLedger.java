package org.sluice.store.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
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
 * what was counted without it, then charges go there again. If it was emptied, what it lets through
 * is told as not recorded until every node has added its share ({@link Wholeness}).
 *
 * <p>Thread-safe. {@link #usage} waits for the answer, everything else never blocks.
 */
public final class RedisLedger implements LimitLedger, RestrictionFlags, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLedger.class);
  private static final String EMPTIED = "it was emptied";

  private final Script script;
  private final LocalLedger local;
  private final Unmerged unmerged;
  private final OwnShare share;
  private final Presence presence;
  private final Handover handover = new Handover();
  private final Wholeness wholeness;
  private final Refill refill;
  private final Parts parts;
  private final long usageWaitMillis;
  private final Contact contact = new Contact(LoggerFactory.getLogger(Contact.class));

  /**
   * @param standings where every entity stands in this node's own copy of the facts
   * @param monotonicMillis the node's clock that is never stepped
   * @param ids numbers that no two nodes have in common, never 0
   * @param roster the nodes that this one knows
   * @param walking where the node's own ledger is walked through, and what it knows of others is
   *     written
   * @param usageWaitMillis how long {@link #usage} waits
   */
  RedisLedger(
      Script script,
      Parts parts,
      LocalLedger local,
      Supplier<Map<RestrictedEntity, Standing>> standings,
      LongSupplier monotonicMillis,
      LongSupplier ids,
      Roster roster,
      Executor walking,
      long usageWaitMillis) {
    this.script = script;
    this.local = local;
    this.unmerged = new Unmerged(Unmerged.MOST_SENDERS, ids);
    this.share = new OwnShare(local, unmerged);
    this.wholeness = new Wholeness(script, parts, roster, this::generation);
    this.refill = new Refill(script, parts, local, unmerged, standings, wholeness, walking);
    this.parts = parts;
    share.recall();
    this.presence = new Presence(script, roster, new SharedClock(monotonicMillis), walking);
    this.usageWaitMillis = usageWaitMillis;
  }

  private long generation(int part) {
    return refill.generation(part);
  }

  /**
   * A ledger on a real Redis. It asks nothing before {@link #tick} is called.
   *
   * @param local this node's own ledger
   * @param standings where every entity stands in this node's own copy of the facts
   * @param folder where this node remembers its name among the nodes, and theirs
   * @throws IOException if that cannot be read or written
   */
  public static RedisLedger open(
      RedisOptions options,
      LocalLedger local,
      Supplier<Map<RestrictedEntity, Standing>> standings,
      Path folder)
      throws IOException {
    SecureRandom chance = new SecureRandom();
    return new RedisLedger(
        new LettuceScript(options, Parts.ALL, LettuceScript.OF_THE_SERVER),
        Parts.ALL,
        local,
        standings,
        () -> System.nanoTime() / 1_000_000,
        () -> chance.nextLong(1, Long.MAX_VALUE),
        new RosterFile(folder, WholeFile.Disk.REAL).roster(),
        task -> Thread.ofVirtual().name("sluice-redis-fill").start(task),
        options.timeout().toMillis());
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public boolean hasAllCounts() {
    return contact.isAsked();
  }

  @Override
  public CompletionStage<Balance> charge(Charge charge) {
    if (!contact.isAsked()) {
      return handover.waits(() -> charge(charge)).orElseGet(() -> share.alone(charge));
    }
    long generation = refill.generation(charge.sender());
    boolean whole = isWhole(charge);
    return script
        .charge(charge, generation, refill.organization(), whole)
        .handle((answer, failure) -> {
          if (failure != null) {
            lose(failure);
            return share.alone(charge);
          }
          return switch (answer) {
            case Script.Answer.Judged(Balance balance) ->
                judged(charge, balance, generation, whole);
            case Script.Answer.OtherGeneration() -> {
              contact.lose(EMPTIED);
              yield share.alone(charge);
            }
          };
        })
        .thenCompose(stage -> stage);
  }

  /** What passes counts in this node's share too, and is answered when it is written there. */
  private CompletionStage<Balance> judged(
      Charge charge, Balance balance, long generation, boolean whole) {
    if (!balance.granted()) {
      share.refused(charge, balance);
      return CompletableFuture.completedStage(balance);
    }
    contact.passed(balance);
    CompletionStage<Balance> written = share.passed(charge);
    boolean certain = whole;
    if (refill.generation(charge.sender()) != generation) {
      // It was emptied after it answered, and what fills it may have passed this sender already.
      share.addLater(charge);
      certain = false;
    }
    boolean sure = certain;
    return written.thenApply(own -> sure ? balance : OwnShare.uncertain(balance, own));
  }

  /** Whether the store knows all that every node let through of what the charge is held against. */
  private boolean isWhole(Charge charge) {
    return wholeness.isWhole(parts.of(charge.sender()))
        && (charge.limits().most(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS) == 0
            || wholeness.isWhole(parts.organization()));
  }

  @Override
  public CompletionStage<Void> withdraw(SenderKey sender, long message, long atMillis) {
    CompletionStage<Void> here = share.withdraw(sender, message, atMillis);
    return contact.isAsked() ? tell(script.withdraw(sender, message)) : here;
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
    if (!contact.isAsked()) {
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
    try {
      return forecast(sender, atMillis, afreshMillis)
          .toCompletableFuture()
          .get(usageWaitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      lose(e);
    }
    return local.usage(sender, atMillis, afreshMillis);
  }

  @Override
  public CompletionStage<Forecast> forecast(SenderKey sender, long atMillis, long afreshMillis) {
    if (!contact.isAsked()) {
      return CompletableFuture.completedStage(local.usage(sender, atMillis, afreshMillis));
    }
    return script
        .look(sender, Held.FREE, afreshMillis)
        .thenApply(Script.Seen::forecast)
        .exceptionally(failure -> {
          lose(failure);
          return local.usage(sender, atMillis, afreshMillis);
        });
  }

  @Override
  public CompletionStage<Void> raise(Restriction restriction) {
    return mark(Mark.of(restriction));
  }

  @Override
  public CompletionStage<Void> lower(RestrictedEntity entity, Lift lift) {
    return mark(Mark.of(entity, lift));
  }

  @Override
  public CompletionStage<Void> takeBack(
      Restriction restriction, long afreshMillis, Standing instead) {
    return mark(refill.takesBack(Mark.takenBack(restriction, afreshMillis, instead)));
  }

  /** While it is lost nothing is told: {@link Refill} tells all of the facts when it is back. */
  private CompletionStage<Void> mark(Mark mark) {
    return contact.isReturning() || contact.isAsked()
        ? tell(script.mark(mark))
        : CompletableFuture.completedStage(null);
  }

  private void lose(Throwable failure) {
    contact.lose(failure);
  }

  /**
   * Looks after the connection, to be called again and again: reads the store's clock, adds what is
   * left to be added, and tries to come back if it is lost.
   *
   * @return completes when this look is over, whatever it found; never fails
   */
  public CompletionStage<Void> tick() {
    contact.tellReplicas(script.lackingReplicas());
    if (contact.isAsked()) {
      return presence
          .say()
          .thenCompose(present ->
              present.generation() == refill.organization()
                  ? wholeness.look()
                  : CompletableFuture.completedStage(false))
          .thenCompose(same ->
              same
                  ? mergeRest()
                  : CompletableFuture.failedStage(new IllegalStateException(EMPTIED)))
          .exceptionally(failure -> {
            lose(failure);
            return null;
          });
    }
    return contact.returns() ? comeBack() : CompletableFuture.completedStage(null);
  }

  private CompletionStage<Void> mergeRest() {
    return refill.tellRest().thenRun(share::forgetAlone);
  }

  private CompletionStage<Void> comeBack() {
    // Present only when it has joined: nobody shall wait for a node that did not get so far.
    return presence
        .listen()
        .thenCompose(heard -> refill.run())
        .thenCompose(lacked -> presence.say().thenApply(present -> lacked))
        .thenCompose(lacked -> {
          handover.begin();
          return mergeRest().thenApply(merged -> lacked);
        })
        .handle((lacked, failure) -> {
          contact.returned(lacked, failure);
          handover.end();
          return null;
        });
  }

  /** Reads the store's clock, without asking it anything else yet; fails if it does not answer. */
  public CompletionStage<Void> learnTime() {
    return presence.listen().thenAccept(present -> {});
  }

  /**
   * Lets go of the connections, after it has said, if that is so, that all is added; waits for that
   * no longer than {@link #usage} does. Charges after it count on this node alone.
   */
  @Override
  public void close() {
    boolean asked = contact.isAsked();
    contact.close();
    if (asked && share.isAdded()) {
      leave();
    }
    script.close();
    presence.keep();
  }

  private void leave() {
    try {
      presence.leave().toCompletableFuture().get(usageWaitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "Redis was not told that this node has added all that it counted, which `sluice store"
              + " migrate` asks for: {}",
          Failures.said(e));
    }
  }

  /**
   * The clock that all nodes have in common, whatever their own say: Unix milliseconds; 0 if it was
   * never read.
   */
  public long sharedMillis() {
    return presence.millis();
  }

  /** Whether it is asked, and why not. */
  public SharedHealth health() {
    return contact.health();
  }

  /** Senders of whom this node counted something that is not added yet. */
  public int unmergedSenders() {
    return unmerged.senders();
  }

  /** Charges that this node counted alone and did not remember to add. */
  public long neverMerged() {
    return unmerged.left();
  }

  /**
   * The masters of which too few replicas have what they count, while this node asks; nothing that
   * they let through is certain then.
   */
  public List<String> lackingReplicas() {
    return contact.isAsked() ? script.lackingReplicas() : List.of();
  }

  /** Charges that Redis let through without enough replicas having them. */
  public long unacknowledged() {
    return contact.unacknowledged();
  }

  /**
   * The nodes whose counts an emptied Redis still lacks, while this node asks it; until they are
   * back, or none of what they counted is in any window, nothing that it lets through is certain.
   */
  public List<String> waitsFor() {
    return contact.isAsked() ? wholeness.missing() : List.of();
  }
}
