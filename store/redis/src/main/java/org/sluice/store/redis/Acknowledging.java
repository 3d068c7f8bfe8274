package org.sluice.store.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether replicas have what was written over one connection: Redis's {@code WAIT}, one for all
 * that was written while the one before it was under way. A {@code WAIT} holds up what comes after
 * it on its connection, so that one for each charge would make charges a row; like this, the busier
 * the connection, the fewer waits a charge costs.
 *
 * <p>It speaks of what the same connection wrote before it, and so of the very server that
 * answered, whoever is master by then.
 *
 * <p><b>Why it comes after what it speaks for.</b> Who joins has handed its command to the
 * connection before. Where commands are gathered ({@link Link}'s flushing), that put it into the
 * connection's queue, which goes out first in, first out. Where each goes out at once, a command of
 * any thread but the connection's own is a task of that thread, and a command of its own is written
 * there and then, before all such tasks. The answer to a {@code WAIT} arrives on that thread: asked
 * from there, the next would overtake commands that have joined and vouch for what no replica has.
 * Each is therefore asked on {@code loop}, never the connection's own thread, and is a task behind
 * theirs. Thread-safe.
 */
final class Acknowledging {
  /** So often it is waited in full while they are too few: those that are only slow are found. */
  static final long IN_FULL_MILLIS = 1_000;

  private final int replicas;
  private final long mostMillis;
  private final LongFunction<CompletionStage<Long>> await;
  private final Executor loop;
  private final LongSupplier monotonicMillis;
  private @Nullable CompletableFuture<Boolean> next;
  private boolean asking;
  private volatile boolean few;
  private volatile long inFullAt;

  /**
   * @param replicas how many have to have it
   * @param mostMillis how long Redis waits for them; a fifth of it while they were too few the last
   *     time, so that a replica that is gone does not hold up every charge in full, but for once in
   *     {@value #IN_FULL_MILLIS} ms
   * @param await asks over the connection for so many milliseconds, and is answered how many have
   *     it
   * @param loop where it is asked: never the thread that writes to the connection
   * @param monotonicMillis a clock that is never stepped
   */
  Acknowledging(
      int replicas,
      long mostMillis,
      LongFunction<CompletionStage<Long>> await,
      Executor loop,
      LongSupplier monotonicMillis) {
    this.replicas = replicas;
    this.mostMillis = mostMillis;
    this.await = await;
    this.loop = loop;
    this.monotonicMillis = monotonicMillis;
  }

  /**
   * To be called when what has to be acknowledged was handed to the connection.
   *
   * @return whether enough have it; fails if the connection does
   */
  CompletionStage<Boolean> join() {
    CompletableFuture<Boolean> joined;
    boolean begins;
    synchronized (this) {
      joined = next == null ? new CompletableFuture<>() : next;
      next = joined;
      begins = !asking;
      asking = true;
    }
    if (begins) {
      askLater();
    }
    return joined;
  }

  private void askLater() {
    try {
      loop.execute(this::ask);
    } catch (RejectedExecutionException closed) {
      CompletableFuture<Boolean> joined = take();
      if (joined != null) {
        joined.completeExceptionally(closed);
        askLater();
      }
    }
  }

  private void ask() {
    CompletableFuture<Boolean> joined = take();
    if (joined == null) {
      return;
    }
    answer()
        .whenComplete((have, failure) -> {
          if (failure == null) {
            few = have < replicas;
            joined.complete(!few);
          } else {
            joined.completeExceptionally(failure);
          }
          askLater();
        });
  }

  private CompletionStage<Long> answer() {
    try {
      return await.apply(Math.max(1, isInFull() ? mostMillis : mostMillis / 5));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** One wait at a time, so that one thread at a time comes here. */
  private boolean isInFull() {
    long now = monotonicMillis.getAsLong();
    boolean inFull = !few || now - inFullAt >= IN_FULL_MILLIS;
    if (inFull) {
      inFullAt = now;
    }
    return inFull;
  }

  private synchronized @Nullable CompletableFuture<Boolean> take() {
    CompletableFuture<Boolean> taken = next;
    next = null;
    asking = taken != null;
    return taken;
  }
}
