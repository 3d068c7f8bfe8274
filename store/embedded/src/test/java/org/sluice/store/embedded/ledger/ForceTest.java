package org.sluice.store.embedded.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.store.embedded.ledger.Charges.NOON;
import static org.sluice.store.embedded.ledger.Charges.external;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.Balance;
import org.sluice.store.embedded.ledger.WatchedDisk.Step;
import org.sluice.testkit.Eventually;

/** When what was written is brought to the disk, and what a disk that refuses it means. */
class ForceTest {
  @TempDir private Path folder;
  private final WatchedDisk disk = new WatchedDisk();
  private final Queue<Runnable> commits = new ConcurrentLinkedQueue<>();

  private EmbeddedLedger open(Durability durability) {
    return EmbeddedLedger.open(folder, disk, durability, commits::add, Runnable::run);
  }

  private void commit() {
    for (Runnable task = commits.poll(); task != null; task = commits.poll()) {
      task.run();
    }
  }

  private Balance charge(EmbeddedLedger ledger, long message) {
    var stage = ledger.charge(external(message)).toCompletableFuture();
    commit();
    return stage.join();
  }

  @Test
  void the_journal_is_forced_each_second_also_while_a_snapshot_is_written() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorService background = Executors.newSingleThreadExecutor();
        EmbeddedLedger ledger =
            EmbeddedLedger.open(folder, disk, Durability.PROCESS, Runnable::run, background)) {
      disk.watch((step, file) -> {
        if (step == Step.APPEND && !WatchedDisk.isJournal(file)) {
          writing.countDown();
          awaitUninterrupted(goOn);
        }
      });
      try {
        ledger.snapshot();
        writing.await();
        for (int second = 1; second <= 3; second++) {
          long before = disk.journals(Step.FORCE);
          ledger.maintain(NOON + second * 1_000L);
          Eventually.holds("forced", () -> disk.journals(Step.FORCE) > before);
        }
      } finally {
        goOn.countDown();
      }
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void with_power_a_charge_is_answered_after_its_record_was_written_and_forced() {
    try (EmbeddedLedger ledger = open(Durability.POWER)) {
      var stage = ledger.charge(external(1)).toCompletableFuture();
      long written = disk.journals(Step.APPEND);
      long forced = disk.journals(Step.FORCE);
      disk.watch((step, file) -> assertThat(stage).as("before %s is done", step).isNotDone());
      commit();
      disk.watch((step, file) -> {});
      assertThat(stage).isCompletedWithValueMatching(Balance::recorded);
      assertThat(disk.journals(Step.APPEND)).isEqualTo(written + 1);
      assertThat(disk.journals(Step.FORCE)).isEqualTo(forced + 1);
    }
  }

  @Test
  void with_power_a_charge_that_the_disk_does_not_force_is_not_answered_as_recorded() {
    try (EmbeddedLedger ledger = open(Durability.POWER)) {
      disk.refuse(Step.FORCE);
      assertThat(charge(ledger, 1).recorded()).isFalse();
      disk.watch((step, file) -> {});
      assertThat(charge(ledger, 2).recorded()).as("behind a torn group").isFalse();
      ledger.maintain(NOON);
      assertThat(charge(ledger, 3).recorded()).isTrue();
    }
    assertThat(usedAfterReopening()).isEqualTo(3);
  }

  private int usedAfterReopening() {
    try (EmbeddedLedger ledger = open(Durability.PROCESS)) {
      return ledger.usage(Charges.ANNA, NOON, 0).usage().externalInHour();
    }
  }

  @Test
  void a_segment_that_cannot_be_begun_leaves_the_one_before_in_use_and_is_told() {
    for (Durability durability : Durability.values()) {
      try (EmbeddedLedger ledger = open(durability)) {
        disk.refuse(Step.CREATE);
        ledger.snapshot();
        assertThat(ledger.health().recording()).isFalse();
        assertThat(charge(ledger, 1 + durability.ordinal()).recorded()).isTrue();
        disk.watch((step, file) -> {});
        ledger.maintain(NOON);
        assertThat(ledger.health().recording()).isTrue();
      }
      assertThat(usedAfterReopening()).isEqualTo(1 + durability.ordinal());
    }
  }

  @Test
  void each_ended_segment_is_closed_also_if_the_disk_forces_none() throws IOException {
    LedgerFiles files = new LedgerFiles(folder);
    Journal journal = new Journal(files, disk, Durability.PROCESS);
    journal.roll();
    journal.roll();
    journal.roll();
    disk.refuse(Step.FORCE);
    assertThatThrownBy(journal::close).isInstanceOf(IOException.class);
    assertThat(disk.journals(Step.CREATE)).isEqualTo(3);
    assertThat(disk.journals(Step.CLOSE)).isEqualTo(3);
  }

  @Test
  void a_segment_whose_name_the_disk_does_not_keep_is_closed() throws IOException {
    Path gone = folder.resolve("gone");
    Journal journal =
        new Journal(
            new LedgerFiles(gone),
            path -> disk.create(folder.resolve(path.getFileName())),
            Durability.PROCESS);
    assertThatThrownBy(journal::roll).isInstanceOf(IOException.class);
    assertThat(disk.journals(Step.CREATE)).isEqualTo(1);
    assertThat(disk.journals(Step.CLOSE)).isEqualTo(1);
    Files.createDirectory(gone);
    journal.roll();
    assertThat(journal.isOpen()).isTrue();
    journal.close();
  }
}
