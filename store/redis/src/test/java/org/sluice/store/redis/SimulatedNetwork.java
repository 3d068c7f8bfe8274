package org.sluice.store.redis;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;

/** One node's way to the store: slow, lossy, cut, and at times delivering a request twice. */
class SimulatedNetwork implements Script {
  static final long TIMEOUT_MILLIS = 1_000;
  private static final long MOST_DELAY = 40;
  private static final long LATE = 3_000;

  private final SimulatedStore store;
  private final SimulatedTime time;
  private final Parts parts;
  double loses;
  double delays;
  double doubles;
  boolean cut;
  boolean storeStopped;

  SimulatedNetwork(SimulatedStore store, SimulatedTime time, Parts parts) {
    this.store = store;
    this.time = time;
    this.parts = parts;
  }

  private <T> CompletionStage<T> travel(Supplier<T> step) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    time.after(
        TIMEOUT_MILLIS, () -> reply.completeExceptionally(new IOException("no answer in time")));
    int copies = time.happens(doubles) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      time.after(delay(), () -> arrives(step, reply));
    }
    return reply;
  }

  private <T> void arrives(Supplier<T> step, CompletableFuture<T> reply) {
    if (cut || storeStopped || time.happens(loses)) {
      return;
    }
    T answer = step.get();
    if (!time.happens(loses)) {
      time.after(
          delay(),
          () -> {
            if (!cut) {
              reply.complete(answer);
            }
          });
    }
  }

  private long delay() {
    return time.happens(delays) ? time.between(0, LATE) : time.between(0, MOST_DELAY);
  }

  private CompletionStage<Void> done(Runnable step) {
    return travel(
            () -> {
              step.run();
              return true;
            })
        .thenAccept(done -> {});
  }

  @Override
  public CompletionStage<Answer> charge(
      Charge charge, long generation, long organization, boolean whole) {
    return travel(() -> store.charge(charge, parts.of(charge.sender()), generation, whole));
  }

  @Override
  public CompletionStage<Void> withdraw(SenderKey sender, long message) {
    return done(() -> store.withdraw(sender, message));
  }

  @Override
  public CompletionStage<Seen> look(SenderKey sender, Held held, long afreshMillis) {
    return travel(() -> store.look(sender, held, afreshMillis));
  }

  @Override
  public CompletionStage<Void> mark(Mark mark) {
    return done(() -> store.mark(mark));
  }

  @Override
  public CompletionStage<Void> merge(SenderRecord counted, long id, long generation) {
    int part = parts.of(counted.sender());
    return told(() -> store.merge(counted, id, part, generation));
  }

  @Override
  public CompletionStage<Void> merge(OrganizationRecord counted, long id, long generation) {
    return told(() -> store.merge(counted, id, parts.organization(), generation));
  }

  private CompletionStage<Void> told(Supplier<Boolean> step) {
    return travel(step)
        .thenAccept(known -> {
          if (!known) {
            throw new IllegalStateException("it was emptied");
          }
        });
  }

  @Override
  public CompletionStage<Part> part(int part, boolean give, String node) {
    return travel(() -> store.part(part, give));
  }

  @Override
  public CompletionStage<Void> join(int part, long generation, String node) {
    return told(() -> store.join(part, generation, node));
  }

  @Override
  public CompletionStage<Present> present(String node) {
    return travel(() -> store.present(node));
  }

  @Override
  public void close() {
    cut = true;
  }
}
  @Override
  public List<String> lackingReplicas() {
    return List.of();
  }

  @Override
  public CompletionStage<Void> leave(String node) {
    return done(() -> {}); // No schedule moves the counts elsewhere.
  }

