package org.sluice.store.embedded.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.embedded.ledger.Charges.ANNA;
import static org.sluice.store.embedded.ledger.Charges.NOON;
import static org.sluice.store.embedded.ledger.Charges.external;
import static org.sluice.store.embedded.ledger.Charges.recipients;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.Balance;

/** What a group lost before its commit: no charge of it is answered as recorded. */
class LostGroupTest {
  @TempDir private Path folder;
  private final FillingDisk disk = new FillingDisk();
  private final Queue<Runnable> commits = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> snapshots = new ConcurrentLinkedQueue<>();

  private EmbeddedLedger open() {
    return EmbeddedLedger.open(folder, disk, Durability.PROCESS, commits::add, snapshots::add);
  }

  private static void run(Queue<Runnable> tasks) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private int usedAfterReopening() {
    try (EmbeddedLedger ledger = open()) {
      return ledger.usage(ANNA, NOON, 0).usage().externalInHour();
    }
  }

  @Test
  void a_snapshot_begun_between_a_charge_and_its_commit_hides_no_loss() {
    try (EmbeddedLedger ledger = open()) {
      var stage = ledger.charge(external(1)).toCompletableFuture();
      disk.roomLeft(0);
      ledger.snapshot();
      run(commits);
      assertThat(stage).isCompletedWithValueMatching(balance -> !balance.recorded());

      disk.roomLeft(Integer.MAX_VALUE);
      run(snapshots);
      assertThat(ledger.health().recording()).as("the snapshot has what was lost").isTrue();
      var next = ledger.charge(external(2)).toCompletableFuture();
      run(commits);
      assertThat(next).isCompletedWithValueMatching(Balance::recorded);
    }
    assertThat(usedAfterReopening()).isEqualTo(2);
  }

  @Test
  void a_part_written_early_and_refused_is_not_forgotten_when_the_rest_is_written() {
    try (EmbeddedLedger ledger = open()) {
      disk.roomLeft(0);
      List<java.util.concurrent.CompletableFuture<Balance>> stages = new ArrayList<>();
      for (int i = 1; ledger.health().recording(); i++) {
        stages.add(ledger.charge(recipients(i, 100)).toCompletableFuture());
      }
      disk.roomLeft(Integer.MAX_VALUE);
      ledger.snapshot();
      run(commits);
      assertThat(stages)
          .hasSizeGreaterThan(1)
          .allMatch(stage -> !stage.join().recorded(), "not recorded");
    }
  }

  @Test
  void a_loss_without_a_charge_in_the_group_is_none_of_the_next_group() {
    try (EmbeddedLedger ledger = open()) {
      disk.roomLeft(0);
      ledger.keepTimeOffset(1234);
      assertThat(ledger.health().recording()).isFalse();
      disk.roomLeft(Integer.MAX_VALUE);
      ledger.snapshot();
      run(snapshots);
      var stage = ledger.charge(external(1)).toCompletableFuture();
      run(commits);
      assertThat(stage).isCompletedWithValueMatching(Balance::recorded);
    }
  }

  @Test
  void a_snapshot_does_not_say_that_records_are_kept_when_the_segment_after_it_is_torn() {
    try (EmbeddedLedger ledger = open()) {
      ledger.snapshot();
      disk.roomLeft(0);
      var stage = ledger.charge(external(1)).toCompletableFuture();
      run(commits);
      assertThat(stage).isCompletedWithValueMatching(balance -> !balance.recorded());
      disk.roomLeft(Integer.MAX_VALUE);
      run(snapshots);
      assertThat(ledger.health().recording()).isFalse();
      ledger.maintain(NOON);
      run(snapshots);
      assertThat(ledger.health().recording()).isTrue();
    }
    assertThat(usedAfterReopening()).isEqualTo(1);
  }

  @Test
  void what_repeats_a_lost_charge_is_not_recorded_until_a_snapshot_has_it() {
    try (EmbeddedLedger ledger = open()) {
      disk.roomLeft(0);
      var lost = ledger.charge(external(1)).toCompletableFuture();
      run(commits);
      assertThat(lost).isCompletedWithValueMatching(balance -> !balance.recorded());
      disk.roomLeft(Integer.MAX_VALUE);
      assertThat(ledger.charge(external(1)).toCompletableFuture())
          .as("alone")
          .isCompletedWithValueMatching(balance -> balance.granted() && !balance.recorded());

      ledger.snapshot();
      var next = ledger.charge(external(2)).toCompletableFuture();
      var again = ledger.charge(external(1)).toCompletableFuture();
      run(commits);
      assertThat(next).as("in the new segment").isCompletedWithValueMatching(Balance::recorded);
      assertThat(again)
          .as("beside what is recorded")
          .isCompletedWithValueMatching(balance -> !balance.recorded());

      run(snapshots);
      assertThat(ledger.charge(external(1)).toCompletableFuture())
          .as("in the snapshot")
          .isCompletedWithValueMatching(Balance::recorded);
    }
    assertThat(usedAfterReopening()).isEqualTo(2);
  }
}
