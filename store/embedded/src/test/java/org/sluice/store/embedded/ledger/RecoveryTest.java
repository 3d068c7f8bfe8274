package org.sluice.store.embedded.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.embedded.ledger.Charges.ANNA;
import static org.sluice.store.embedded.ledger.Charges.NOON;
import static org.sluice.store.embedded.ledger.Charges.external;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of a journal that is not whole. */
class RecoveryTest {
  @TempDir private Path folder;

  private EmbeddedLedger open() {
    return EmbeddedLedger.open(
        folder, JournalFiles.onDisk(), Durability.PROCESS, Runnable::run, Runnable::run);
  }

  /** Each start of the ledger begins a segment. */
  private void count(int from, int to) {
    for (int i = from; i <= to; i++) {
      try (EmbeddedLedger ledger = open()) {
        assertThat(ledger.charge(external(i)).toCompletableFuture().join().recorded()).isTrue();
      }
    }
  }

  /** What is said on opening; {@code used} recipients are still known. */
  private String saidOnOpening(int used) {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, UTF_8));
    try (EmbeddedLedger ledger = open()) {
      assertThat(ledger.usage(ANNA, NOON, 0).usage().externalInHour()).isEqualTo(used);
    } finally {
      System.setErr(before);
    }
    return said.toString(UTF_8);
  }

  @Test
  void a_whole_journal_is_nothing_to_speak_of() {
    count(1, 3);
    assertThat(saidOnOpening(3)).doesNotContain("WARN").doesNotContain("ERROR");
  }

  @Test
  void bytes_passed_over_are_a_warning_with_their_number() throws IOException {
    count(1, 2);
    Path journal = new LedgerFiles(folder).journal(2);
    byte[] whole = Files.readAllBytes(journal);
    Files.write(journal, java.util.Arrays.copyOf(whole, whole.length - 1));
    assertThat(saidOnOpening(1))
        .contains("WARN")
        .contains((whole.length - 1) + " bytes of the journal")
        .doesNotContain("ERROR");
  }

  @Test
  void a_segment_missing_between_others_is_an_error_with_its_name() throws IOException {
    count(1, 5);
    LedgerFiles files = new LedgerFiles(folder);
    Files.delete(files.journal(2));
    Files.delete(files.journal(3));
    assertThat(saidOnOpening(3))
        .contains("ERROR")
        .contains("2 of the journal's segments before " + files.journal(4))
        .contains(files.journal(2) + " is the first of them");
  }

  @Test
  void a_segment_missing_behind_the_snapshot_is_an_error_too() throws IOException {
    try (EmbeddedLedger ledger = open()) {
      ledger.snapshot();
    }
    count(1, 1);
    LedgerFiles files = new LedgerFiles(folder);
    Files.delete(files.journal(2));
    assertThat(saidOnOpening(1)).contains("ERROR").contains(files.journal(2).toString());
  }
}
