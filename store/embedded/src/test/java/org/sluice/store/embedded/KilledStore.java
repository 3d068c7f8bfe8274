package org.sluice.store.embedded;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.store.embedded.facts.SqliteFacts;
import org.sluice.store.embedded.ledger.Durability;
import org.sluice.store.embedded.ledger.EmbeddedLedger;
import org.sluice.store.embedded.ledger.JournalFiles;
import org.sluice.store.facts.Facts;

/**
 * A process to be killed: counts, restricts and writes snapshots, and prints each answer it was
 * given.
 */
final class KilledStore {
  static final long NOON = 1_772_366_400_000L;
  static final int SENDERS = 8;
  private static final int EACH_RESTRICTS = 100;

  private KilledStore() {}

  static SenderKey sender(int i) {
    return SenderKey.of("user:" + i);
  }

  public static void main(String[] arguments) {
    Path data = Path.of(arguments[0]);
    long round = Long.parseLong(arguments[1]);
    EmbeddedLedger ledger =
        EmbeddedLedger.open(
            data.resolve("ledger"),
            JournalFiles.onDisk(),
            Durability.PROCESS,
            Executors.newSingleThreadExecutor(),
            Runnable::run);
    Facts facts = SqliteFacts.open(data, Instant.ofEpochMilli(NOON));
    for (int i = 0; i < SENDERS; i++) {
      int sender = i;
      Thread.ofPlatform().start(() -> run(ledger, facts, sender, round));
    }
    Thread.ofPlatform().start(() -> snapshots(ledger));
  }

  /** One after the other on this thread, so that nearly every kill meets one that is written. */
  private static void snapshots(EmbeddedLedger ledger) {
    while (true) {
      ledger.snapshot();
      ledger.maintain(NOON);
    }
  }

  private static void run(EmbeddedLedger ledger, Facts facts, int sender, long round) {
    Limits limits = new Limits(0, 0, 0, 0, 0, 0, 0, true);
    for (long i = 1; ; i++) {
      long id = round * 10_000_000 + i;
      var balance =
          ledger
              .charge(
                  new Charge(
                      sender(sender),
                      id,
                      new long[] {id},
                      Charge.NOBODY,
                      1,
                      false,
                      NOON,
                      0,
                      limits))
              .toCompletableFuture()
              .join();
      say("C " + sender + " " + balance.usage().externalInHour());
      if (i % EACH_RESTRICTS == 0) {
        String name = "u" + round + "-" + sender + "-" + i + "@example.org";
        facts.restrict(restriction(name)).toCompletableFuture().join();
        say("R " + name);
      }
    }
  }

  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
    }
  }

  static Restriction restriction(String name) {
    Instant now = Instant.ofEpochMilli(NOON);
    return new Restriction(
        name,
        new RestrictedEntity(RestrictedEntity.Kind.USER, name),
        new Block.UntilLifted(),
        "test",
        now,
        now,
        "Default",
        "",
        "Sluice",
        Counts.NONE,
        new Evidence(now, "", "", 1),
        Optional.empty());
  }
}
