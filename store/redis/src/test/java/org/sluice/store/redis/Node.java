package org.sluice.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Standing;
import org.sluice.testkit.MemoryLedger;

/** One node of a cluster: a ledger on a real Redis, what it counts alone, and its copy of facts. */
final class Node implements LimitLedger, AutoCloseable {
  static final Parts FEW = new Parts(8);

  final MemoryLedger local;
  final Map<RestrictedEntity, Standing> copy = new ConcurrentHashMap<>();
  final String name;
  final Map<String, Long> heard = new ConcurrentHashMap<>();
  private final Script script;
  final RedisLedger ledger;

  /**
   * The latest instant of a charge on any node since the last one was made; the server counts at it
   * unless {@link #serverTime}.
   */
  private static final AtomicLong NOW = new AtomicLong();

  private static final AtomicLong NAMES = new AtomicLong();

  private volatile boolean serverTime;

  Node(List<String> servers) {
    this(servers, Duration.ofSeconds(60));
  }

  Node(List<String> servers, Duration timeout) {
    this(servers, timeout, "node" + NAMES.incrementAndGet(), new MemoryLedger(), Map.of());
  }

  /** A node with a name, with what a process before it counted, and with the nodes that it knew. */
  Node(
      List<String> servers,
      Duration timeout,
      String name,
      MemoryLedger local,
      Map<String, Long> known) {
    this(new RedisOptions(servers, timeout, 2), name, local, known, script -> script);
  }

  /** A node with options of its own. */
  Node(RedisOptions options) {
    this(options, script -> script);
  }

  /** One that reaches the store through something that may be faulty. */
  Node(RedisOptions options, UnaryOperator<Script> through) {
    this(options, "node" + NAMES.incrementAndGet(), new MemoryLedger(), Map.of(), through);
  }

  private Node(
      RedisOptions options,
      String name,
      MemoryLedger local,
      Map<String, Long> known,
      UnaryOperator<Script> through) {
    NOW.set(Wishes.NOON);
    this.name = name;
    this.local = local;
    this.script = through.apply(new LettuceScript(options, FEW, () -> serverTime ? 0 : NOW.get()));
    this.ledger =
        new RedisLedger(
            script,
            FEW,
            local,
            () -> Map.copyOf(copy),
            () -> System.nanoTime() / 1_000_000,
            () -> ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE),
            new Roster(name, known, heard::putAll),
            Runnable::run,
            options.timeout().toMillis());
  }

  /** Lets the server's clock rule. */
  Node onServerTime() {
    serverTime = true;
    return this;
  }

  /** The node that starts where this one ended; its copy of the facts begins anew. */
  Node restarted(List<String> servers, Duration timeout) {
    close();
    return new Node(servers, timeout, name, local, Map.copyOf(heard));
  }

  Node ticked() {
    ledger.tick().toCompletableFuture().join();
    return this;
  }

  /** Ticks until the ledger is asked. */
  Node asked() {
    Until.holds(
        () -> "the ledger is asked: " + ledger.health(),
        () -> {
          ledger.tick().toCompletableFuture().join();
          return ledger.health().asked();
        });
    return this;
  }

  @Override
  public CompletionStage<Balance> charge(Charge charge) {
    NOW.accumulateAndGet(charge.atMillis(), Math::max);
    return ledger.charge(charge);
  }

  @Override
  public CompletionStage<Void> withdraw(SenderKey sender, long message, long atMillis) {
    NOW.accumulateAndGet(atMillis, Math::max);
    return ledger.withdraw(sender, message, atMillis);
  }

  @Override
  public Forecast usage(SenderKey sender, long atMillis, long afreshMillis) {
    NOW.accumulateAndGet(atMillis, Math::max);
    return ledger.usage(sender, atMillis, afreshMillis);
  }

  @Override
  public void close() {
    script.close();
  }
}
