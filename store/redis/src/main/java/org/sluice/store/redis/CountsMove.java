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

  /**
   * A node adds its counts once: what it counted after that alone is unknown there. And what is
   * added before it says that it is all is added again by the next try.
   */
  private static final String STAYS =
      " What was added to Redis, now or by an earlier try, stays there; empty that Redis before you"
          + " try again, or some may be missing or count twice.";

  private static final String NOTHING_ADDED = " Nothing was added to it.";

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
   * @throws IOException if Redis does not answer, has counts of others already, or has less than
   *     was counted
   */
  public static Moved intoRedis(RedisOptions options, LocalLedger own, Path folder)
      throws IOException {
    requireNew(options, new RosterFile(folder, WholeFile.Disk.REAL).roster().me());
    try (RedisLedger ledger = RedisLedger.open(options, own, Map::of, folder)) {
      waitFor(ledger.learnTime(), NOTHING_ADDED);
      waitFor(ledger.tick(), STAYS);
      requireAsked(ledger);
      Moved moved = prove(ledger, own);
      requireAsked(ledger);
      return moved;
    }
  }

  /** Who has counted there may have counted the same: what is added again counts twice. */
  private static void requireNew(RedisOptions options, String me) throws IOException {
    try (LettuceScript script =
        new LettuceScript(options, Parts.ALL, LettuceScript.OF_THE_SERVER)) {
      waitFor(script.present(""), NOTHING_ADDED);
      Joined joined = Joined.read(script, Parts.ALL);
      joined.requireNobodyBut(me);
      scan(script, senders -> joined.requireOf(me, senders));
    }
  }

  private static void requireAsked(RedisLedger ledger) throws IOException {
    if (!ledger.health().asked()) {
      throw new IOException("Redis was lost: " + ledger.health().cause() + "." + STAYS);
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
                    })),
        STAYS);
    if (fewer.get() > 0) {
      throw new IOException(
          "Of %d senders Redis has fewer recipients than were counted here for %d."
                  .formatted(all.size(), fewer.get())
              + STAYS);
    }
    return new Moved(all.size(), recipients.get(), provedTogether(ledger, own));
  }

  /** Any look tells the sum of all senders together. */
  private static long provedTogether(RedisLedger ledger, LocalLedger own) throws IOException {
    Usage there = waitFor(ledger.forecast(ANYBODY, ledger.sharedMillis(), 0), STAYS).usage();
    Usage here = own.usage(ANYBODY, ledger.sharedMillis(), 0).usage();
    if (there.organizationExternalInDay() < here.organizationExternalInDay()) {
      throw new IOException(
          "Of all senders together Redis has %d external recipients, fewer than the %d counted here."
                  .formatted(there.organizationExternalInDay(), here.organizationExternalInDay())
              + STAYS);
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
   * @param folder the data directory: what its own node counted alone is the caller's to see to
   * @param together is told of all senders together, and of Redis's clock
   * @throws IOException if Redis does not answer, a node still counts there, one has stopped that
   *     may have counted what is not there, or it was emptied and not filled again by all
   */
  public static Moved outOfRedis(
      RedisOptions options,
      Path folder,
      Consumer<SenderRecord> each,
      BiConsumer<OrganizationRecord, Long> together)
      throws IOException {
    return outOf(options, Parts.ALL, RosterFile.left(folder), each, together);
  }

  static Moved outOf(
      RedisOptions options,
      Parts parts,
      Roster roster,
      Consumer<SenderRecord> each,
      BiConsumer<OrganizationRecord, Long> together)
      throws IOException {
    try (LettuceScript script = new LettuceScript(options, parts, LettuceScript.OF_THE_SERVER)) {
      requireLeft(script, roster, requireStopped(script));
      Joined.read(script, parts).requireAll(roster);
      AtomicLong senders = new AtomicLong();
      AtomicLong recipients = new AtomicLong();
      Set<SenderKey> seen = new HashSet<>();
      scan(
          script,
          some ->
              waitFor(
                  InFlight.all(
                      some.stream().filter(seen::add).toList(),
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
                                  })))));
      List<Object> reply = waitFor(script.organizationRecord());
      OrganizationRecord organization = Wire.organization(reply);
      together.accept(organization, Wire.at(reply, 0));
      return new Moved(senders.get(), recipients.get(), organization.sum());
    }
  }

  /** Some of the senders who have a record; one may come more than once. */
  private interface Some {
    void see(List<SenderKey> senders) throws IOException;
  }

  private static void scan(LettuceScript script, Some some) throws IOException {
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      KeyScanCursor<byte[]> found = waitFor(script.scan(cursor));
      some.see(found.getKeys().stream().flatMap(key -> Keys.senderOf(key).stream()).toList());
      cursor = found;
    } while (!cursor.isFinished());
  }

  private static long recipients(SenderRecord counted) {
    long sum = 0;
    for (long word : counted.buckets()) {
      sum += Buckets.external(word) + Buckets.internal(word);
    }
    return sum;
  }

  /** A node that runs is heard of four times a second. */
  private static Filling.Present requireStopped(LettuceScript script) throws IOException {
    Map<String, Long> before = waitFor(script.present("")).heardMillis();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LISTEN_MILLIS));
    Filling.Present present = waitFor(script.present(""));
    for (Map.Entry<String, Long> now : present.heardMillis().entrySet()) {
      if (!now.getValue().equals(before.get(now.getKey()))) {
        throw new IOException(
            "The node " + now.getKey() + " still counts in Redis. Stop it first.");
      }
    }
    return present;
  }

  /**
   * What a node counted while Redis was lost to it is in its own data directory until it has added
   * it. Who stopped and did not say that all is added is not believed; nor who is unknown to a
   * Redis that was emptied.
   */
  private static void requireLeft(LettuceScript script, Roster roster, Filling.Present present)
      throws IOException {
    roster.hear(present);
    Set<String> added = new HashSet<>(Set.of(roster.me()));
    waitFor(script.left())
        .forEach((node, at) -> {
          if (at >= present.heardMillis().getOrDefault(node, 0L)) {
            added.add(node);
          }
        });
    List<String> others = roster.missing(added);
    if (!others.isEmpty()) {
      throw new IOException(
          "These nodes have stopped without saying that all they counted is in Redis: "
              + String.join(", ", others)
              + ". Start each until sluice_ledger_unmerged is 0, and stop it in order (systemctl"
              + " stop). One that is gone for good is waited for until a day after Redis heard of it"
              + " last; or leave the counts: take [redis] out of this configuration.");
    }
  }

  static <T> T waitFor(CompletionStage<T> step) throws IOException {
    return waitFor(step, "");
  }

  private static <T> T waitFor(CompletionStage<T> step, String then) throws IOException {
    try {
      return step.toCompletableFuture().get(MOST_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Redis does not answer: " + Failures.said(e) + "." + then, e);
    }
  }
}
