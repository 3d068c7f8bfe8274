package org.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.store.redis.RedisLedger;
import org.sluice.store.redis.RedisOptions;

/**
 * Charges per second through the shared ledger, and how soon a release on one node lets another
 * permit. Arguments: the server's address, senders, charges in flight, seconds, releases, and
 * perhaps how many replicas have to have a charge.
 */
public final class RedisLoad {
  /** Every one is on, and so high that none is reached; {@code bench/redis} packs the same. */
  private static final Limits LIMITS =
      new Limits(500_000, 500, 500_000, 500_000, 500_000, 500_000, 2_000_000_000, true);

  private static final int CONNECTIONS = 4;
  private static final long HOUR_MILLIS = 3_600_000;

  private RedisLoad() {}

  /** What a node counts alone: in memory, so that the journal's disk is not measured. */
  private static final class Memory implements LocalLedger {
    private final Tally tally = new Tally(TallyLog.NONE);

    @Override
    public synchronized CompletionStage<Balance> charge(Charge charge) {
      return java.util.concurrent.CompletableFuture.completedStage(tally.charge(charge));
    }

    @Override
    public synchronized CompletionStage<Void> withdraw(SenderKey sender, long message, long at) {
      tally.withdraw(sender, message, at);
      return java.util.concurrent.CompletableFuture.completedStage(null);
    }

    @Override
    public synchronized Forecast usage(SenderKey sender, long atMillis, long afreshMillis) {
      return tally.usage(sender, atMillis, afreshMillis);
    }

    @Override
    public void walk(Consumer<SenderRecord> each) {}

    @Override
    public int senders() {
      return 0;
    }

    @Override
    public OrganizationRecord organization() {
      return OrganizationRecord.NONE;
    }

    @Override
    public void aloneSince(long steadyMillis) {}

    @Override
    public long aloneSince() {
      return 0;
    }
  }

  private static RedisLedger open(String server, int replicas) throws IOException {
    RedisLedger ledger =
        RedisLedger.open(
            new RedisOptions(List.of(server), Duration.ofSeconds(10), CONNECTIONS)
                .acknowledgedBy(replicas),
            new Memory(),
            Map::of,
            Files.createTempDirectory("sluice-bench-"));
    ledger.tick().toCompletableFuture().join();
    if (!ledger.health().asked()) {
      throw new IllegalStateException(ledger.health().cause());
    }
    return ledger;
  }

  /** Measures and prints: charges per second, then 50, 99 and 99.9 percent of releases in µs. */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    String server = arguments[0];
    int senders = Integer.parseInt(arguments[1]);
    int inFlight = Integer.parseInt(arguments[2]);
    int seconds = Integer.parseInt(arguments[3]);
    int releases = Integer.parseInt(arguments[4]);
    int replicas = arguments.length > 5 ? Integer.parseInt(arguments[5]) : 0;
    try (RedisLedger here = open(server, replicas);
        RedisLedger there = open(server, replicas)) {
      charges(here, senders, inFlight, 2);
      long rate = charges(here, senders, inFlight, seconds);
      ConcurrentHistogram micros = releases(here, there, releases);
      System.out.printf(
          "%d %d %d %d%n",
          rate,
          micros.getValueAtPercentile(50),
          micros.getValueAtPercentile(99),
          micros.getValueAtPercentile(99.9));
    }
  }

  private static long charges(RedisLedger ledger, int senders, int inFlight, int seconds)
      throws InterruptedException {
    Semaphore room = new Semaphore(inFlight);
    AtomicLong answered = new AtomicLong();
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    long message = begin;
    while (System.nanoTime() < end) {
      room.acquire();
      message++;
      SenderKey sender = new SenderKey(message % senders, message % senders * 0x9e3779b97f4a7c15L);
      ledger
          .charge(one(sender, message, System.currentTimeMillis(), Held.FREE))
          .whenComplete((balance, failure) -> {
            room.release();
            if (failure == null && balance.recorded() && balance.granted()) {
              answered.incrementAndGet();
            }
          });
    }
    room.acquire(inFlight);
    return answered.get() * 1_000_000_000L / (System.nanoTime() - begin);
  }

  private static Charge one(SenderKey sender, long message, long at, Held held) {
    return new Charge(
        sender, message, new long[] {message}, Charge.NOBODY, 1, false, at, 0, LIMITS, held);
  }

  /** Restricted everywhere, released here, asked there until it passes. */
  private static ConcurrentHistogram releases(RedisLedger here, RedisLedger there, int count) {
    ConcurrentHistogram micros = new ConcurrentHistogram(3);
    for (int i = 0; i < count; i++) {
      String name = "released" + i + "@example.org";
      RestrictedEntity entity = new RestrictedEntity(RestrictedEntity.Kind.USER, name);
      SenderKey sender = SenderKey.of("user:" + name);
      long now = here.sharedMillis();
      here.raise(restriction(entity, now)).toCompletableFuture().join();
      Held held = new Held(now, Held.UNTIL_LIFTED);
      if (!ask(there, sender, i * 1_000L + 1, held).restricted()) {
        throw new IllegalStateException("The restriction did not bind");
      }
      long begin = System.nanoTime();
      here.lower(entity, lift(now + 1));
      for (int tries = 2; ask(there, sender, i * 1_000L + tries, held).restricted(); tries++) {}
      micros.recordValue((System.nanoTime() - begin) / 1_000);
    }
    return micros;
  }

  private static Balance ask(RedisLedger ledger, SenderKey sender, long message, Held held) {
    return ledger.charge(one(sender, message, 0, held)).toCompletableFuture().join();
  }

  private static Restriction restriction(RestrictedEntity entity, long atMillis) {
    var at = java.time.Instant.ofEpochMilli(atMillis);
    return new Restriction(
        entity.name(),
        entity,
        new Block.UntilLifted(),
        "bench",
        at,
        at,
        "",
        "",
        "bench",
        new Counts(0, 0, 0, 0),
        new Evidence(at, "", "", 0),
        java.util.Optional.empty());
  }

  private static Lift lift(long atMillis) {
    var at = java.time.Instant.ofEpochMilli(atMillis);
    return new Lift(at, atMillis, "bench", "", at.plusMillis(HOUR_MILLIS));
  }
}
