package org.sluice.store.embedded.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.testkit.LimitLedgerContract;

/** The ledger on a real disk: what was answered is there again. */
class EmbeddedLedgerTest extends LimitLedgerContract {
  private static final Limits FREE = externalPerHour(100_000);
  private static final int RECORDS = 20;

  @TempDir private Path temp;
  private final ExecutorService committer = Executors.newSingleThreadExecutor();

  @Override
  protected LimitLedger open() {
    return EmbeddedLedger.open(
        temp.resolve("contract"),
        JournalFiles.onDisk(),
        Durability.PROCESS,
        committer,
        Runnable::run);
  }

  @AfterEach
  void stopCommitter() {
    committer.shutdown();
  }

  private static EmbeddedLedger open(Path folder, Durability durability) {
    return EmbeddedLedger.open(
        folder, JournalFiles.onDisk(), durability, Runnable::run, Runnable::run);
  }

  private static void count(EmbeddedLedger ledger, int from, int to) {
    for (int i = from; i <= to; i++) {
      var balance = ledger.charge(recipient(ANNA, i, i, NOON, FREE)).toCompletableFuture().join();
      assertThat(balance.recorded()).isTrue();
    }
  }

  private static int used(EmbeddedLedger ledger) {
    return ledger.usage(ANNA, NOON, 0).usage().externalInHour();
  }

  private static int usedAfterReopening(Path folder) {
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      return used(ledger);
    }
  }

  private static List<Path> journals(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".journal")).sorted().toList();
    }
  }

  /** A folder whose only journal holds {@value #RECORDS} records. */
  private Path written() throws IOException {
    Path folder = temp.resolve("written");
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      count(ledger, 1, RECORDS);
    }
    return folder;
  }

  /** A folder with this as its only journal. */
  private Path folderWith(byte[] journal, int name) throws IOException {
    Path folder = temp.resolve(String.format(Locale.ROOT, "copy-%d", name));
    Files.createDirectories(folder);
    Files.write(new LedgerFiles(folder).journal(1), journal);
    return folder;
  }

  @Test
  void counts_are_there_again_after_a_clean_end_with_either_durability() {
    for (Durability durability : Durability.values()) {
      Path folder = temp.resolve(durability.name());
      try (EmbeddedLedger ledger = open(folder, durability)) {
        count(ledger, 1, 5);
        ledger.keepTimeOffset(1234);
      }
      try (EmbeddedLedger ledger = open(folder, durability)) {
        assertThat(used(ledger)).isEqualTo(5);
        assertThat(ledger.timeOffsetMillis()).isEqualTo(1234);
        assertThat(ledger.lastSteadyMillis()).isEqualTo(NOON);
        var again = ledger.charge(recipient(ANNA, 5, 5, NOON, FREE)).toCompletableFuture().join();
        assertThat(again.granted()).isTrue();
        assertThat(used(ledger)).as("an RCPT asked again after the restart").isEqualTo(5);
      }
    }
  }

  @Test
  void a_journal_torn_at_any_byte_keeps_every_whole_record() throws IOException {
    byte[] whole = Files.readAllBytes(journals(written()).getFirst());
    int record = whole.length / RECORDS;
    assertThat(whole.length % RECORDS).as("records of one length").isZero();
    for (int length = whole.length - 3 * record; length <= whole.length; length++) {
      Path folder = folderWith(java.util.Arrays.copyOf(whole, length), length);
      assertThat(usedAfterReopening(folder)).as("torn at %d", length).isEqualTo(length / record);
    }
  }

  @Test
  void a_flipped_bit_costs_one_record_and_none_behind_it() throws IOException {
    byte[] whole = Files.readAllBytes(journals(written()).getFirst());
    int record = whole.length / RECORDS;
    for (int at = 5 * record; at < 6 * record; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      assertThat(usedAfterReopening(folderWith(damaged, at)))
          .as("bit flipped in byte %d", at)
          .isEqualTo(RECORDS - 1);
    }
  }

  @Test
  void records_go_on_behind_a_torn_end() throws IOException {
    byte[] whole = Files.readAllBytes(journals(written()).getFirst());
    Path folder = folderWith(java.util.Arrays.copyOf(whole, whole.length - 3), 1);
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      count(ledger, 101, 110);
    }
    assertThat(usedAfterReopening(folder)).isEqualTo(RECORDS - 1 + 10);
  }

  @Test
  void a_snapshot_takes_the_place_of_the_journals_before_it() throws IOException {
    Path folder = temp.resolve("snapshot");
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      count(ledger, 1, 10);
      ledger.snapshot();
      count(ledger, 11, 13);
    }
    assertThat(journals(folder)).hasSize(1);
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      assertThat(used(ledger)).isEqualTo(13);
      count(ledger, 1, 13);
      assertThat(used(ledger)).as("messages are remembered too").isEqualTo(13);
    }
  }

  @Test
  void a_damaged_snapshot_is_refused_with_what_to_do() throws IOException {
    Path folder = temp.resolve("damaged");
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      count(ledger, 1, 10);
      ledger.snapshot();
    }
    Path snapshot = new LedgerFiles(folder).snapshot(new LedgerFiles(folder).snapshots().getLast());
    byte[] bytes = Files.readAllBytes(snapshot);
    bytes[bytes.length / 2] ^= 1;
    Files.write(snapshot, bytes);
    assertThatThrownBy(() -> open(folder, Durability.PROCESS))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("backup");
  }

  @Test
  void a_folder_serves_one_ledger_at_a_time() {
    Path folder = temp.resolve("locked");
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      assertThat(ledger.health().recording()).isTrue();
      assertThatThrownBy(() -> open(folder, Durability.PROCESS))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("--data DIR");
    }
  }

  @Test
  void a_full_disk_is_told_and_what_was_counted_meanwhile_is_written_once_there_is_room() {
    Path folder = temp.resolve("full");
    FillingDisk disk = new FillingDisk();
    try (EmbeddedLedger ledger =
        EmbeddedLedger.open(folder, disk, Durability.PROCESS, Runnable::run, Runnable::run)) {
      count(ledger, 1, 5);
      disk.roomLeft(40);
      for (int i = 6; i <= 9; i++) {
        var balance = ledger.charge(recipient(ANNA, i, i, NOON, FREE)).toCompletableFuture().join();
        assertThat(balance.granted()).isTrue();
        assertThat(balance.recorded()).isFalse();
      }
      assertThat(ledger.health().recording()).isFalse();
      ledger.maintain(NOON);
      assertThat(ledger.health().recording()).as("still full").isFalse();

      disk.roomLeft(Integer.MAX_VALUE);
      ledger.maintain(NOON + Tries.FIRST_MILLIS);
      assertThat(ledger.health().recording()).isTrue();
      count(ledger, 10, 12);
    }
    assertThat(usedAfterReopening(folder)).isEqualTo(12);
  }

  @Test
  void idle_senders_leave_memory() {
    try (EmbeddedLedger ledger = open(temp.resolve("idle"), Durability.PROCESS)) {
      for (int i = 1; i <= 1000; i++) {
        var _ = ledger.charge(recipient(SenderKey.of("user:" + i), i, i, NOON, FREE));
      }
      assertThat(ledger.senders()).isEqualTo(1000);
      for (int i = 0; i < 100; i++) {
        ledger.maintain(NOON + 26L * 60 * 60 * 1000 + i);
      }
      assertThat(ledger.senders()).isZero();
    }
  }

  @Test
  void since_when_it_counted_alone_is_known_after_a_restart_and_after_a_snapshot() {
    Path folder = temp.resolve("alone");
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      assertThat(ledger.aloneSince()).isZero();
      ledger.aloneSince(NOON);
    }
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      assertThat(ledger.aloneSince()).isEqualTo(NOON);
      ledger.snapshot();
    }
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      assertThat(ledger.aloneSince()).isEqualTo(NOON);
      ledger.aloneSince(0);
    }
    try (EmbeddedLedger ledger = open(folder, Durability.PROCESS)) {
      assertThat(ledger.aloneSince()).isZero();
    }
  }

  @Test
  void what_is_counted_of_all_senders_together_is_told_by_its_slots() {
    try (EmbeddedLedger ledger = open(temp.resolve("all"), Durability.PROCESS)) {
      count(ledger, 1, 3);
      ledger.charge(recipient(ANNA, 4, 4, NOON + 600_000, FREE)).toCompletableFuture().join();
      assertThat(ledger.organization().external()).containsExactly(3, 1);
      assertThat(ledger.organization().since(NOON + 600_000).external()).containsExactly(1);
    }
  }
}
