package org.sluice.store.redis;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a node's return to the shared ledger: while the rest of what it counted alone is
 * added, charges wait, one round trip. Else the shared ledger would let through again what is still
 * on its way to it. Thread-safe.
 */
final class Handover {
  private volatile @Nullable CompletableFuture<Void> over;

  void begin() {
    over = new CompletableFuture<>();
  }

  /** Who waited goes on, wherever charges go now. */
  void end() {
    CompletableFuture<Void> ended = over;
    over = null;
    if (ended != null) {
      ended.complete(null);
    }
  }

  /** What to do when it is over; empty if there is none. */
  <T> Optional<CompletionStage<T>> waits(Supplier<CompletionStage<T>> then) {
    CompletableFuture<Void> running = over;
    return running == null
        ? Optional.empty()
        : Optional.of(running.thenCompose(ended -> then.get()));
  }
}
