package org.sluice.store.embedded.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.embedded.ledger.Charges.NOON;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.Buckets;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;

/**
 * The heap that senders of one day take. It grows with the minutes in which one sends: a minute of
 * the last hour, and five minutes of the day before it, is a word ({@link Buckets}).
 */
class SenderMemoryTest {
  private static final int MINUTES = 24 * 60;
  private static final int MILLION = 1_000_000;
  private static final Limits FREE = new Limits(0, 0, 0, 0, 0, 0, 0, true);

  /** One of a kind sends every {@code everyMinutes}, each in a minute of its own. */
  private record Kind(int senders, int everyMinutes, int buckets) {}

  @TempDir private Path folder;

  /** Bytes for each sender, all together. */
  private long bytesEach(String name, List<Kind> kinds) {
    try (EmbeddedLedger ledger =
        EmbeddedLedger.open(
            folder.resolve(name),
            JournalFiles.onDisk(),
            Durability.PROCESS,
            Runnable::run,
            Runnable::run)) {
      var _ = ledger.charge(charge(-1, NOON));
      long before = heap();
      for (int minute = 0; minute < MINUTES; minute++) {
        int first = 0;
        for (Kind kind : kinds) {
          send(ledger, kind, first, minute);
          first += kind.senders();
        }
      }
      int senders = kinds.stream().mapToInt(Kind::senders).sum();
      assertThat(ledger.senders()).isEqualTo(senders + 1);
      return (heap() - before) / senders;
    }
  }

  private static void send(EmbeddedLedger ledger, Kind kind, int first, int minute) {
    for (int i = minute % kind.everyMinutes(); i < kind.senders(); i += kind.everyMinutes()) {
      var _ = ledger.charge(charge(first + i, NOON + minute * 60_000L));
    }
  }

  /** Message 0 leaves no message memory, which has a bound of its own. */
  private static Charge charge(int sender, long atMillis) {
    SenderKey key = SenderKey.of("user:" + sender);
    return new Charge(key, 0, new long[] {atMillis}, Charge.NOBODY, 1, false, atMillis, 0, FREE);
  }

  private static long heap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void a_million_senders_of_a_busy_day_take_at_most_128_bytes_each() {
    List<Kind> busy =
        List.of(
            new Kind(500_000, MINUTES, 1),
            new Kind(400_000, MINUTES / 8, 8),
            new Kind(98_000, MINUTES / 20, 20),
            new Kind(2_000, 1, Buckets.MOST_WORDS));
    assertThat(busy.stream().mapToInt(Kind::senders).sum()).isEqualTo(MILLION);
    long bytes = bytesEach("busy", busy);
    System.out.println(
        "Heap per sender, a million of which 50 % sent in 1 minute of the day, 40 % in 8, 9.8 % in"
            + " 20, 0.2 % in every one: "
            + bytes
            + " bytes");
    assertThat(bytes).isLessThanOrEqualTo(128);
  }

  @Test
  void a_sender_takes_the_more_the_more_minutes_it_sends_in_and_at_most_4_kilobytes() {
    long before = 0;
    for (Kind kind :
        List.of(
            new Kind(200_000, MINUTES, 1),
            new Kind(200_000, MINUTES / 8, 8),
            new Kind(100_000, MINUTES / 20, 20),
            new Kind(2_000, 1, Buckets.MOST_WORDS))) {
      long bytes = bytesEach("of-" + kind.buckets(), List.of(kind));
      System.out.println(
          "Heap of a sender with " + kind.buckets() + " buckets: " + bytes + " bytes");
      assertThat(bytes).isBetween(before, 4_096L);
      assertThat(bytes).isGreaterThanOrEqualTo(8L * kind.buckets());
      before = bytes;
    }
  }
}
