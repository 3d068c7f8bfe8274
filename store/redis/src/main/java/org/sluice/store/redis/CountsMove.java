package org.sluice.store.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanCursor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.sluice.core.limit.Buckets;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Usage;

/** Carries what is counted from the ledger of one node to Redis and back, while no node counts. */
public final class CountsMove {
  /** The longest wait for all of it; some hundred thousand senders take a minute. */
  private static final long MOST_MINUTES = 60;

  /** Longer than a node is silent between two looks. */
  private static final long LISTEN_MILLIS = 1_500;

  /** This node adds its counts once, and what it counted after that alone is unknown there. */
  private static final String EMPTY_IT =
      "If a try before this one has added to it already, empty it and try again.";

  private static final SenderKey ANYBODY = SenderKey.of("nobody");

  private CountsMove() {}

  /**
   * What was carried.
   *
   * @param recipients of the last day, of all senders
   * @param organization external recipients of the last day, as they are summed up where they have
   *     arrived, or where they are read
   */
  public record Moved(long senders, long recipients, long organization) {}

  /**
   * Adds a node's own counts to Redis as the node would itself, under the name that it has there:
   * when it starts it finds that it has added them. Then each sender, and the sum of all together,
   * is read from Redis and held against what is here.
   *
   * @param folder the data directory
   * @throws IOException if Redis does not answer, or has less than was counted
   */
  public static Moved intoRedis(RedisOptions options, LocalLedger own, Path folder)
      throws IOException {
    try (RedisLedger ledger = RedisLedger.open(options, own, Map::of, folder)) {
      waitFor(ledger.tick());
      if (!ledger.health().asked()) {
        throw new IOException("Redis cannot be asked: " + ledger.health().cause());
      }
      Moved moved = prove(ledger, own);
      if (!ledger.health().asked()) {
        throw new IOException("Redis was lost: " + ledger.health().cause());
      }
      return moved;
    }
  }

  private static Moved prove(RedisLedger ledger, LocalLedger own) throws IOException {
    List<SenderRecord> all = new ArrayList<>();
    own.walk(counted -> {
      if (!counted.isEmpty()) {
        all.add(counted);
      }
    });
    AtomicLong fewer = new AtomicLong();
    AtomicLong recipients = new AtomicLong();
    waitFor(
        InFlight.all(
            all,
            counted ->
                ledger
                    .forecast(counted.sender(), ledger.sharedMillis(), counted.afreshMillis())
                    .thenAccept(seen -> {
                      Usage here =
                          own.usage(counted.sender(), ledger.sharedMillis(), counted.afreshMillis())
                              .usage();
                      recipients.addAndGet(inDay(here));
                      fewer.addAndGet(has(seen.usage(), here) ? 0 : 1);
                    })));
    if (fewer.get() > 0) {
      throw new IOException(
          "Of %d senders Redis has fewer recipients than were counted here for %d. %s"
              .formatted(all.size(), fewer.get(), EMPTY_IT));
    }
    return new Moved(all.size(), recipients.get(), provedTogether(ledger, own));
  }

  /** Any look tells the sum of all senders together. */
  private static long provedTogether(RedisLedger ledger, LocalLedger own) throws IOException {
    Usage there = waitFor(ledger.forecast(ANYBODY, ledger.sharedMillis(), 0)).usage();
    Usage here = own.usage(ANYBODY, ledger.sharedMillis(), 0).usage();
    if (there.organizationExternalInDay() < here.organizationExternalInDay()) {
      throw new IOException(
          "Of all senders together Redis has %d external recipients, fewer than the %d counted here. %s"
              .formatted(
                  there.organizationExternalInDay(), here.organizationExternalInDay(), EMPTY_IT));
    }
    return there.organizationExternalInDay();
  }

  private static long inDay(Usage usage) {
    return (long) usage.externalInDay() + usage.internalInDay();
  }

  private static boolean has(Usage there, Usage here) {
    return there.externalInDay() >= here.externalInDay()
        && there.internalInDay() >= here.internalInDay()
        && there.externalInHour() >= here.externalInHour()
        && there.internalInHour() >= here.internalInHour();
  }

  /**
   * Reads all that is counted in Redis.
   *
   * @param together is told of all senders together, and of Redis's clock
   * @throws IOException if Redis does not answer, or a node still counts there
   */
  public static Moved outOfRedis(
      RedisOptions options,
      Consumer<SenderRecord> each,
      BiConsumer<OrganizationRecord, Long> together)
      throws IOException {
    return outOf(options, Parts.ALL, each, together);
  }

  static Moved outOf(
      RedisOptions options,
      Parts parts,
      Consumer<SenderRecord> each,
      BiConsumer<OrganizationRecord, Long> together)
      throws IOException {
    try (LettuceScript script = new LettuceScript(options, parts, LettuceScript.OF_THE_SERVER)) {
      requireStopped(script);
      AtomicLong senders = new AtomicLong();
      AtomicLong recipients = new AtomicLong();
      Set<SenderKey> seen = new HashSet<>();
      ScanCursor cursor = ScanCursor.INITIAL;
      do {
        KeyScanCursor<byte[]> found = waitFor(script.scan(cursor));
        List<SenderKey> some =
            found.getKeys().stream()
                .flatMap(key -> Keys.senderOf(key).stream())
                .filter(seen::add)
                .toList();
        waitFor(
            InFlight.all(
                some,
                sender ->
                    script
                        .record(sender)
                        .thenAccept(record ->
                            record.ifPresent(counted -> {
                              synchronized (seen) {
                                each.accept(counted);
                              }
                              senders.incrementAndGet();
                              recipients.addAndGet(recipients(counted));
                            }))));
        cursor = found;
      } while (!cursor.isFinished());
      List<Object> reply = waitFor(script.organizationRecord());
      OrganizationRecord organization = Wire.organization(reply);
      together.accept(organization, Wire.at(reply, 0));
      return new Moved(senders.get(), recipients.get(), organization.sum());
    }
  }

  private static long recipients(SenderRecord counted) {
    long sum = 0;
    for (long word : counted.buckets()) {
      sum += Buckets.external(word) + Buckets.internal(word);
    }
    return sum;
  }

  /** A node that runs is heard of four times a second. */
  private static void requireStopped(LettuceScript script) throws IOException {
    Map<String, Long> before = waitFor(script.present("")).heardMillis();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LISTEN_MILLIS));
    for (Map.Entry<String, Long> now : waitFor(script.present("")).heardMillis().entrySet()) {
      if (!now.getValue().equals(before.get(now.getKey()))) {
        throw new IOException(
            "The node " + now.getKey() + " still counts in Redis. Stop it first.");
      }
    }
  }

  private static <T> T waitFor(CompletionStage<T> step) throws IOException {
    try {
      return step.toCompletableFuture().get(MOST_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("Redis does not answer: " + cause.getMessage(), e);
    }
  }
}
