package org.sluice.app.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.app.configuration.RedisPart;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictionFlags;
import org.sluice.core.restriction.Standing;
import org.sluice.portal.monitoring.VitalSigns.Metric;
import org.sluice.store.embedded.ledger.EmbeddedLedger;
import org.sluice.store.redis.RedisLedger;
import org.sluice.store.redis.RedisLogin;
import org.sluice.store.redis.RedisOptions;
import org.sluice.store.redis.SharedHealth;

/**
 * The ledger that charges go to: this node's own, or the one that {@code [redis]} names, with the
 * node's own behind it. Thread-safe.
 */
public final class Ledgers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ledgers.class);

  /** Between two looks after the shared ledger. */
  private static final long LOOK_MILLIS = 250;

  /** How long a start waits for the shared ledger, in its timeouts. */
  private static final int START_TIMEOUTS = 5;

  private final EmbeddedLedger own;
  private final Optional<RedisLedger> shared;
  private final long startMillis;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sluice-redis").factory());
  private volatile Supplier<Map<RestrictedEntity, Standing>> standings = Map::of;

  /**
   * @param data where a node remembers the others that count in Redis
   */
  Ledgers(EmbeddedLedger own, RedisPart redis, Path data) throws IOException {
    this.own = own;
    this.startMillis = START_TIMEOUTS * redis.timeout().toMillis();
    this.shared =
        redis.isPresent()
            ? Optional.of(RedisLedger.open(options(redis), own, () -> standings.get(), data))
            : Optional.empty();
    shared.ifPresent(ledger -> await(ledger.learnTime()));
  }

  /** How the Redis of a configuration is reached. */
  public static RedisOptions options(RedisPart redis) {
    return new RedisOptions(
        redis.servers(),
        redis.timeout(),
        redis.connections(),
        new RedisLogin(redis.user(), redis.passwordFile()),
        new RedisLogin(redis.sentinelUser(), redis.sentinelPasswordFile()),
        redis.authorityFile(),
        redis.acknowledging());
  }

  private void await(CompletionStage<Void> step) {
    try {
      step.toCompletableFuture().get(startMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Redis does not answer yet: {}", String.valueOf(e.getMessage()));
    }
  }

  /** Asks the shared ledger from now on, which is first told where every entity stands. */
  void begin(Supplier<Map<RestrictedEntity, Standing>> copy) {
    standings = copy;
    shared.ifPresent(ledger -> {
      await(ledger.tick());
      var _ =
          timer.scheduleWithFixedDelay(
              () -> look(ledger), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    });
  }

  private static void look(RedisLedger ledger) {
    try {
      var _ = ledger.tick();
    } catch (RuntimeException e) {
      LOG.error("Looking after Redis failed; it goes on", e);
    }
  }

  /** Whom the guard asks. */
  LimitLedger asked() {
    return shared.isPresent() ? shared.get() : own;
  }

  /** How nodes learn of a restriction or a lift at once. */
  RestrictionFlags flags() {
    return shared.isPresent() ? shared.get() : RestrictionFlags.ALONE;
  }

  /** The clock that all nodes have in common, in Unix milliseconds; 0 if there is none. */
  long sharedMillis() {
    return shared.map(RedisLedger::sharedMillis).orElse(0L);
  }

  /** What is wrong with the shared ledger, in words. */
  Optional<String> trouble(Object lossOfPolicies) {
    return shared.flatMap(ledger ->
        ledger.health().asked()
            ? waits(ledger.waitsFor(), lossOfPolicies)
                .or(() -> lacksReplicas(ledger, lossOfPolicies))
            : Optional.of(
                "Redis is lost ("
                    + ledger.health().cause()
                    + "): this node counts alone. What follows, by policy (StoreLoss): "
                    + lossOfPolicies
                    + ". It goes back by itself."));
  }

  private static Optional<String> lacksReplicas(RedisLedger ledger, Object lossOfPolicies) {
    return lacks(ledger.lackingReplicas())
        .map(words ->
            words
                + ". What follows, by policy (StoreLoss): "
                + lossOfPolicies
                + ". It ends when they are back; or set redis.acknowledging-replicas lower and"
                + " restart.");
  }

  private static Optional<String> lacks(List<String> masters) {
    return masters.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Too few replicas of Redis have what it counts (redis.acknowledging-replicas); look at"
                + " INFO replication on "
                + String.join(", ", masters));
  }

  /** That fewer replicas than are asked for have what is counted, and of which masters. */
  Optional<String> lackOfReplicas() {
    return lacks(shared.map(RedisLedger::lackingReplicas).orElse(List.of()));
  }

  private static Optional<String> waits(List<String> nodes, Object lossOfPolicies) {
    return nodes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Redis came back empty and lacks what these nodes counted: "
                + String.join(", ", nodes)
                + ". What follows, by policy (StoreLoss): "
                + lossOfPolicies
                + ". It ends when they are started, or a day after they were last heard of; or give"
                + " a policy that is Closed another StoreLoss.");
  }

  /** Whether the shared ledger is asked; empty if there is none. */
  Optional<SharedHealth> sharedHealth() {
    return shared.map(RedisLedger::health);
  }

  /** The nodes whose counts a shared ledger that came back empty still lacks. */
  List<String> waitsFor() {
    return shared.map(RedisLedger::waitsFor).orElse(List.of());
  }

  List<Metric> gauges() {
    return shared.map(Ledgers::gauges).orElse(List.of());
  }

  private static List<Metric> gauges(RedisLedger ledger) {
    return List.of(
        Metric.of(
            "sluice_ledger_shared",
            "1 while charges are counted in Redis, 0 while this node counts alone.",
            ledger.health().asked() ? 1 : 0),
        Metric.of(
            "sluice_ledger_unmerged",
            "Senders of whom this node counted alone what Redis does not have yet.",
            ledger.unmergedSenders()),
        Metric.of(
            "sluice_ledger_waits_for",
            "Nodes whose counts a Redis that came back empty still lacks.",
            ledger.waitsFor().size()),
        Metric.of(
            "sluice_ledger_lacks_replicas",
            "Masters of Redis of which too few replicas have what they count.",
            ledger.lackingReplicas().size()));
  }

  List<Metric> counters() {
    return shared.map(Ledgers::counters).orElse(List.of());
  }

  private static List<Metric> counters(RedisLedger ledger) {
    return List.of(
        Metric.of(
            "sluice_ledger_shared_losses",
            "How often Redis was lost.",
            (double) ledger.health().losses()),
        Metric.of(
            "sluice_ledger_unacknowledged",
            "Charges that Redis let through and too few replicas had.",
            (double) ledger.unacknowledged()),
        Metric.of(
            "sluice_ledger_never_merged",
            "Charges counted on this node alone that were too many to add to Redis.",
            (double) ledger.neverMerged()));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    shared.ifPresent(RedisLedger::close);
  }
}
