package org.sluice.store.embedded.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.embedded.ledger.Charges.NOON;
import static org.sluice.store.embedded.ledger.Charges.external;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.store.embedded.ledger.WatchedDisk.Step;

/** What becomes of a snapshot for which there is no room. */
class SnapshotTriesTest {
  @TempDir private Path folder;
  private final WatchedDisk disk = new WatchedDisk();

  private EmbeddedLedger open() {
    return EmbeddedLedger.open(folder, disk, Durability.PROCESS, Runnable::run, Runnable::run);
  }

  /** No snapshot can be ended: all of it is written, then there is no room for more. */
  private void refuseSnapshots() {
    disk.watch((step, file) -> {
      if (step == Step.FORCE && !WatchedDisk.isJournal(file)) {
        throw new IOException("No space left on device");
      }
    });
  }

  @Test
  void a_snapshot_that_fails_leaves_nothing_of_itself_on_the_disk() {
    try (EmbeddedLedger ledger = open()) {
      var _ = ledger.charge(external(1));
      refuseSnapshots();
      ledger.snapshot();
      assertThat(ledger.health().recording()).isFalse();
      assertThat(new LedgerFiles(folder).unfinishedSnapshot()).doesNotExist();
    }
  }

  @Test
  void a_snapshot_that_fails_is_tried_again_ever_more_seldom_and_at_least_once_a_minute() {
    try (EmbeddedLedger ledger = open()) {
      refuseSnapshots();
      ledger.snapshot();
      long before = disk.snapshots(Step.CREATE);
      long nowMillis = NOON;
      ledger.maintain(nowMillis);
      assertThat(disk.snapshots(Step.CREATE)).as("the first at once").isEqualTo(before + 1);
      int tries = 1;
      for (long wait : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000}) {
        ledger.maintain(nowMillis + wait - 1);
        assertThat(disk.snapshots(Step.CREATE)).as("before %d", wait).isEqualTo(before + tries);
        nowMillis += wait;
        ledger.maintain(nowMillis);
        assertThat(disk.snapshots(Step.CREATE)).as("after %d", wait).isEqualTo(before + ++tries);
      }
      disk.watch((step, file) -> {});
      ledger.maintain(nowMillis + Tries.MOST_MILLIS);
      assertThat(ledger.health().recording()).isTrue();
    }
  }

  @Test
  void after_one_that_succeeded_the_next_loss_is_mended_at_once() {
    try (EmbeddedLedger ledger = open()) {
      for (int time = 0; time < 2; time++) {
        disk.refuse(Step.APPEND);
        var _ = ledger.charge(external(1 + time));
        ledger.maintain(NOON + time);
        disk.watch((step, file) -> {});
        assertThat(ledger.health().recording()).isFalse();
        ledger.maintain(NOON + time + Tries.FIRST_MILLIS);
        assertThat(ledger.health().recording()).isTrue();
      }
    }
  }
}
