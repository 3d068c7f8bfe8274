package org.sluice.store.redis;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks many questions, a bounded number of them at the same time, and stops at the first that
 * fails. Thread-safe.
 */
final class InFlight<T> {
  /** Questions that wait for their answers. */
  static final int MOST = 512;

  private final Iterator<T> questions;
  private final Function<T, CompletionStage<?>> ask;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int flying;
  private boolean asking;

  private InFlight(Iterator<T> questions, Function<T, CompletionStage<?>> ask) {
    this.questions = questions;
    this.ask = ask;
  }

  /** Asks all; the stage completes when the last is answered, or fails with the first failure. */
  static <T> CompletionStage<Void> all(Iterable<T> questions, Function<T, CompletionStage<?>> ask) {
    InFlight<T> all = new InFlight<>(questions.iterator(), ask);
    all.askOn();
    return all.done;
  }

  /** One thread at a time asks; an answer that comes while it does is seen by its loop. */
  private void askOn() {
    if (!begins()) {
      return;
    }
    for (T next = next(); next != null; next = next()) {
      ask.apply(next).whenComplete((answer, failure) -> landed(failure));
    }
  }

  private synchronized boolean begins() {
    boolean first = !asking;
    asking = true;
    return first;
  }

  /** The next question; null if none may be asked now, and then nobody is asking any more. */
  private synchronized @Nullable T next() {
    if (done.isDone() || flying >= MOST || !questions.hasNext()) {
      asking = false;
      if (flying == 0) {
        done.complete(null);
      }
      return null;
    }
    flying++;
    return questions.next();
  }

  private void landed(@Nullable Throwable failure) {
    synchronized (this) {
      flying--;
    }
    if (failure != null) {
      done.completeExceptionally(failure);
    }
    askOn();
  }
}
