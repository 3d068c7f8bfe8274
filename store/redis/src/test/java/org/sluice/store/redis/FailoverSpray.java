package org.sluice.store.redis;

import static org.sluice.store.redis.Wishes.externalPerHour;
import static org.sluice.store.redis.Wishes.one;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;

/**
 * One sender through several nodes, each with many charges in flight, until the limit refuses it,
 * while the nodes look after their connections as they do in service. Who is answered without Redis
 * waits until it is asked again, so that what nodes count alone does not use up the limit; nor does
 * what a master without its replica counts, which is bounded.
 */
final class FailoverSpray implements AutoCloseable {
  /** Charges that each node has in flight. */
  static final int IN_FLIGHT = 20;

  /**
   * Charges that a master without its replica may count in vain before it is lost, however long a
   * loaded machine takes to kill it: more would use up the limit.
   */
  private static final int MOST_UNHEARD = 1000;

  private static final long BETWEEN_TICKS_MILLIS = 20;
  private static final long DEADLINE_SECONDS = 90;
  private static final AtomicLong MESSAGES = new AtomicLong(1L << 32);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger certain = new AtomicInteger();
  private final AtomicInteger unheard = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final SenderKey sender;
  private final Limits limits;
  private final int part;
  private final Consumer<FailoverSpray> loss;
  private final List<CompletableFuture<Void>> senders;
  private volatile boolean alone;
  private volatile boolean closed;

  /**
   * Begins.
   *
   * @param part as soon as so many have passed for certain the loss comes, and no node comes back
   * @param loss something after which no charge is answered by Redis
   */
  FailoverSpray(
      List<Node> nodes, SenderKey sender, int most, int part, Consumer<FailoverSpray> loss) {
    this.sender = sender;
    this.limits = externalPerHour(most);
    this.part = part;
    this.loss = loss;
    nodes.forEach(node -> threads.execute(() -> tick(node)));
    this.senders =
        nodes.stream()
            .flatMap(node -> IntStream.range(0, IN_FLIGHT).mapToObj(slot -> node))
            .map(node -> CompletableFuture.runAsync(() -> send(node), threads))
            .toList();
  }

  /** Recipients that passed for certain. */
  int certain() {
    return certain.get();
  }

  private void tick(Node node) {
    while (!closed) {
      if (!alone) {
        node.ticked();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BETWEEN_TICKS_MILLIS));
    }
  }

  private void send(Node node) {
    boolean on = true;
    while (on && !closed) {
      Balance balance =
          node.charge(one(sender, MESSAGES.incrementAndGet(), 1, 0, limits, Held.FREE))
              .toCompletableFuture()
              .join();
      if (balance.granted() && balance.recorded() && certain.incrementAndGet() == part) {
        alone = true;
        loss.accept(this);
      }
      on = balance.granted() || !balance.recorded();
      if (!balance.recorded()) {
        boolean enough = alone && unheard.incrementAndGet() > MOST_UNHEARD;
        waiting.incrementAndGet();
        Until.holds(
            "Redis is asked again",
            () -> closed || !(enough && alone) && node.ledger.health().asked());
        waiting.decrementAndGet();
      }
    }
  }

  /** Waits until the loss has come and nobody is answered any more. */
  void loses() {
    Until.holds(
        () -> "nobody is answered any more: " + this, () -> waiting.get() == senders.size());
  }

  @Override
  public String toString() {
    return "of %d senders %d wait and %d have ended; %d passed for certain, alone %s"
        .formatted(
            senders.size(),
            waiting.get(),
            senders.stream().filter(CompletableFuture::isDone).count(),
            certain.get(),
            alone);
  }

  /** Lets the nodes come back, and waits until every sender was refused. */
  void goesOn() {
    alone = false;
    CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new))
        .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  @Override
  public void close() {
    closed = true;
    threads.close();
  }
}
