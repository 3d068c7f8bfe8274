package org.sluice.store.redis;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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

  boolean failingOver;

  /** An answer to a charge, and the number of what it counted. */
  private record Counted(Answer answer, long number) {
    Counted vouchedFor(SimulatedReplica replica) {
      return new Counted(replica.vouchedFor(answer, number), number);
    }
  }

  SimulatedNetwork(SimulatedStore store, SimulatedTime time, Parts parts) {
    this.store = store;
    this.time = time;
    this.parts = parts;
  }

  private <T> CompletionStage<T> travel(Supplier<T> step) {
    return travel(step, 0, answer -> answer);
  }

  /**
   * @param waits how long the store waits after the step
   * @param then what it makes of its answer after that
   */
  private <T> CompletionStage<T> travel(Supplier<T> step, long waits, UnaryOperator<T> then) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    time.after(TIMEOUT_MILLIS, () -> timesOut(reply));
    int copies = time.happens(doubles) ? 2 : 1;
    long term = store.replica.term();
    for (int i = 0; i < copies; i++) {
      time.after(delay(), () -> arrives(term, step, waits, then, reply));
    }
    return reply;
  }

  /** A failure is made only where one is: most are answered by then. */
  private static void timesOut(CompletableFuture<?> reply) {
    if (!reply.isDone()) {
      reply.completeExceptionally(new IOException("no answer in time"));
    }
  }

  /** What was sent to a master that is gone arrives nowhere. */
  private <T> void arrives(
      long term, Supplier<T> step, long waits, UnaryOperator<T> then, CompletableFuture<T> reply) {
    if (cut || storeStopped || failingOver || term != store.replica.term() || time.happens(loses)) {
      return;
    }
    T answer = step.get();
    if (waits == 0) {
      goesBack(answer, reply);
      return;
    }
    time.after(
        waits,
        () -> {
          if (!storeStopped && term == store.replica.term()) {
            goesBack(then.apply(answer), reply);
          }
        });
  }

  private <T> void goesBack(T answer, CompletableFuture<T> reply) {
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

  private SimulatedReplica replica() {
    return store.replica;
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
    int part = parts.of(charge.sender());
    return travel(
            () -> {
              Answer answer = store.charge(charge, part, generation, whole);
              time.note(answer.toString(), charge.sender().high(), charge.message());
              return new Counted(answer, replica().written());
            },
            replica().isWaitedFor() ? SimulatedReplica.WAIT_MILLIS : 0,
            counted -> counted.vouchedFor(replica()))
        .thenApply(Counted::answer);
  }

  @Override
  public CompletionStage<Void> withdraw(SenderKey sender, long message) {
    long sent = time.now();
    return done(() -> {
      time.note("withdraw", sender.high(), message);
      store.withdraw(sender, message, sent);
    });
  }

  @Override
  public CompletionStage<Seen> look(SenderKey sender, Held held, long afreshMillis) {
    return travel(() -> {
      Seen seen = store.look(sender, held, afreshMillis);
      time.note(seen.restricted() + " " + seen.forecast().usage(), sender.high());
      return seen;
    });
  }

  @Override
  public CompletionStage<Void> mark(Mark mark) {
    return done(() -> {
      time.note(mark.toString());
      store.mark(mark);
    });
  }

  @Override
  public CompletionStage<Void> merge(SenderRecord counted, long id, long generation) {
    int part = parts.of(counted.sender());
    return told(() -> {
      time.note("merge", counted.sender().high(), id, Arrays.hashCode(counted.buckets()));
      return store.merge(counted, id, part, generation);
    });
  }

  @Override
  public CompletionStage<Void> merge(OrganizationRecord counted, long id, long generation) {
    return told(() -> {
      time.note("merge together", id, counted.sum());
      return store.merge(counted, id, parts.organization(), generation);
    });
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
  public CompletionStage<Void> leave(String node) {
    return done(() -> {}); // No schedule moves the counts elsewhere.
  }

  @Override
  public CompletionStage<Part> part(int part, boolean give, String node) {
    return travel(() -> {
      Part now = store.part(part, give);
      time.note("part", part, now.generation(), now.nodes().size());
      return now;
    });
  }

  @Override
  public CompletionStage<Void> join(int part, long generation, String node) {
    return told(() -> {
      time.note(node + " joins", part, generation);
      return store.join(part, generation, node);
    });
  }

  @Override
  public CompletionStage<Present> present(String node) {
    return travel(() -> {
      Present now = store.present(node);
      time.note(node + " is present", now.storeMillis(), now.generation());
      return now;
    });
  }

  @Override
  public List<String> lackingReplicas() {
    return List.of();
  }

  @Override
  public void close() {
    cut = true;
  }
}
