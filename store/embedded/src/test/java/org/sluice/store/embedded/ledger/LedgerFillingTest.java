package org.sluice.store.embedded.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.limit.Buckets;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Usage;

/** What another ledger counted, put into the files of one. */
class LedgerFillingTest {
  private static final long NOON = 1_772_366_400_000L;
  private static final int MINUTE = Buckets.minuteOf(NOON);
  private static final SenderKey ANNA = SenderKey.of("anna");
  private static final SenderKey BERT = SenderKey.of("bert");

  @TempDir private Path folder;

  private EmbeddedLedger ledger() {
    return EmbeddedLedger.open(
        folder, JournalFiles.onDisk(), Durability.PROCESS, Runnable::run, Runnable::run);
  }

  private static Charge one(SenderKey sender, long message, long atMillis) {
    return new Charge(
        sender, message, new long[] {message}, Charge.NOBODY, 1, false, atMillis, 0, Limits.NONE);
  }

  private static SenderRecord record(SenderKey sender, int buckets, int seconds) {
    long[] words = new long[buckets];
    for (int i = 0; i < buckets; i++) {
      words[i] = Buckets.word(MINUTE - buckets + 1 + i, 1, 2);
    }
    int[] at = new int[seconds];
    int[] messages = new int[seconds];
    for (int i = 0; i < seconds; i++) {
      at[i] = (int) (NOON / 1000) - seconds + 1 + i;
      messages[i] = 1;
    }
    return new SenderRecord(sender, 0, words, at, messages);
  }

  @Test
  void is_there_after_a_start_in_place_of_what_was_and_beside_the_others() throws IOException {
    try (EmbeddedLedger before = ledger()) {
      before.charge(one(ANNA, 1, NOON - 60_000));
      before.charge(one(BERT, 2, NOON - 60_000));
    }
    try (LedgerFilling filling = LedgerFilling.open(folder)) {
      filling.put(record(ANNA, 3, 2));
      filling.put(new OrganizationRecord(new int[] {MINUTE - MINUTE % 5}, new long[] {9}), NOON);
      filling.write();
      filling.keep();
    }
    try (EmbeddedLedger after = ledger()) {
      assertThat(after.usage(ANNA, NOON, 0).usage()).isEqualTo(new Usage(2, 0, 6, 3, 6, 3, 9));
      assertThat(after.usage(BERT, NOON, 0).usage().externalInDay()).isEqualTo(1);
      after.charge(one(ANNA, 3, NOON + 1));
    }
    try (EmbeddedLedger again = ledger()) {
      assertThat(again.usage(ANNA, NOON + 1, 0).usage().externalInDay()).isEqualTo(7);
      List<SenderKey> all = new ArrayList<>();
      again.walk(counted -> all.add(counted.sender()));
      assertThat(all).containsExactlyInAnyOrder(ANNA, BERT);
    }
  }

  @Test
  void what_is_written_and_not_kept_has_changed_nothing() throws IOException {
    try (EmbeddedLedger before = ledger()) {
      before.charge(one(ANNA, 1, NOON));
    }
    try (LedgerFilling filling = LedgerFilling.open(folder)) {
      filling.put(record(ANNA, 3, 2));
      filling.put(record(BERT, 3, 2));
      filling.put(new OrganizationRecord(new int[] {MINUTE - MINUTE % 5}, new long[] {9}), NOON);
      filling.write();
    }
    try (EmbeddedLedger after = ledger()) {
      assertThat(after.usage(ANNA, NOON, 0).usage()).isEqualTo(new Usage(1, 0, 1, 0, 1, 0, 1));
      assertThat(after.usage(BERT, NOON, 0).usage().externalInDay()).isZero();
    }
    assertThat(new LedgerFiles(folder).unfinishedSnapshot()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"348, 60, true", "349, 61, true", "350, 61, false", "349, 62, false"})
  void a_sender_has_no_more_than_a_sender_can_have(int buckets, int seconds, boolean fits)
      throws IOException {
    try (LedgerFilling filling = LedgerFilling.open(folder)) {
      SenderRecord counted = record(ANNA, buckets, seconds);
      if (fits) {
        filling.put(counted);
        filling.write();
      } else {
        assertThatThrownBy(() -> filling.put(counted))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("too many");
      }
    }
  }

  @Test
  void the_folder_is_nobody_elses_meanwhile() throws IOException {
    try (LedgerFilling filling = LedgerFilling.open(folder)) {
      assertThat(filling.aloneSince()).isZero();
      assertThatThrownBy(this::ledger).isInstanceOf(LedgerFailure.class);
    }
    try (EmbeddedLedger alone = ledger()) {
      alone.aloneSince(7);
    }
    try (LedgerFilling filling = LedgerFilling.open(folder)) {
      assertThat(filling.aloneSince()).isEqualTo(7);
    }
  }
}
