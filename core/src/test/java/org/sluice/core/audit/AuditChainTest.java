package org.sluice.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AuditChainTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AuditRecord record(String object) {
    return AuditRecord.bySystem(AuditOperation.LISTED, NOON, object, Map.of("Reason", "x"));
  }

  private static List<ChainedRecord> chain(int length) {
    List<ChainedRecord> chain = new ArrayList<>();
    String previous = AuditChain.GENESIS;
    for (int i = 1; i <= length; i++) {
      chain.add(AuditChain.chain(record("u" + i), i, previous, AuditChainTest::sha256));
      previous = chain.getLast().hash();
    }
    return chain;
  }

  private static List<ChainFault> faults(List<ChainedRecord> chain, long written) {
    ChainCheck check =
        new ChainCheck(0, AuditChain.GENESIS, Optional.empty(), AuditChainTest::sha256);
    chain.forEach(check::next);
    String hash = written == 0 ? AuditChain.GENESIS : chain((int) written).getLast().hash();
    return check.end(written, hash).faults();
  }

  @Test
  void a_chain_that_nobody_touched_is_whole() {
    assertThat(faults(chain(5), 5)).isEmpty();
    assertThat(faults(List.of(), 0)).isEmpty();
  }

  @Test
  void a_changed_record_is_named_and_those_behind_it_are_not() {
    List<ChainedRecord> chain = chain(5);
    ChainedRecord third = chain.get(2);
    chain.set(2, new ChainedRecord(3, record("other"), third.previous(), third.hash()));
    assertThat(faults(chain, 5)).containsExactly(new ChainFault.Changed(3));
  }

  @Test
  void removed_records_are_named_at_the_beginning_in_the_middle_and_at_the_end() {
    List<ChainedRecord> middle = chain(6);
    middle.subList(2, 4).clear();
    assertThat(faults(middle, 6)).containsExactly(new ChainFault.Missing(3, 4));
    List<ChainedRecord> end = chain(6);
    end.removeLast();
    assertThat(faults(end, 6)).containsExactly(new ChainFault.Missing(6, 6));
    List<ChainedRecord> beginning = chain(6);
    beginning.removeFirst();
    assertThat(faults(beginning, 6)).containsExactly(new ChainFault.Missing(1, 1));
  }

  @Test
  void a_record_that_was_put_in_or_moved_is_named() {
    List<ChainedRecord> chain = chain(4);
    ChainedRecord forged =
        AuditChain.chain(record("forged"), 3, chain.get(1).hash(), AuditChainTest::sha256);
    chain.set(2, forged);
    assertThat(faults(chain, 4)).containsExactly(new ChainFault.Misplaced(4));
    List<ChainedRecord> moved = chain(4);
    ChainedRecord second = moved.get(1);
    ChainedRecord third = moved.get(2);
    moved.set(1, new ChainedRecord(2, third.record(), third.previous(), third.hash()));
    moved.set(2, new ChainedRecord(3, second.record(), second.previous(), second.hash()));
    assertThat(faults(moved, 4)).contains(new ChainFault.Changed(2), new ChainFault.Changed(3));
    assertThat(faults(chain(4), 3)).containsExactly(new ChainFault.Added(4));
  }

  @Test
  void a_log_that_was_written_anew_as_a_whole_is_found_by_a_noted_head() {
    AuditLog.Noted noted = new AuditLog.Noted(3, "f".repeat(64));
    ChainCheck check =
        new ChainCheck(0, AuditChain.GENESIS, Optional.of(noted), AuditChainTest::sha256);
    chain(5).forEach(check::next);
    assertThat(check.end(5, chain(5).getLast().hash()).faults())
        .containsExactly(new ChainFault.OtherThanNoted(3));
  }

  /** Retention has cut three: below the anchor, at it, and behind it. */
  @Test
  void a_noted_head_that_retention_has_cut_proves_nothing_and_that_is_said() {
    List<ChainedRecord> chain = chain(3);
    String anchor = chain.getLast().hash();
    assertThat(cut(anchor, new AuditLog.Noted(2, chain.get(1).hash())))
        .containsExactly(new ChainFault.NotedIsCut(2, 4));
    assertThat(cut(anchor, new AuditLog.Noted(3, anchor))).isEmpty();
    assertThat(cut(anchor, new AuditLog.Noted(3, "f".repeat(64))))
        .containsExactly(new ChainFault.OtherThanNoted(3));
    assertThat(cut(anchor, new AuditLog.Noted(4, "f".repeat(64))))
        .containsExactly(new ChainFault.OtherThanNoted(4));
  }

  private static List<ChainFault> cut(String anchor, AuditLog.Noted noted) {
    AuditRecord retention =
        AuditRecord.bySystem(
            AuditOperation.AUDIT_RETENTION,
            NOON,
            "",
            Map.of(ChainCheck.THROUGH, "3", ChainCheck.THROUGH_HASH, anchor));
    ChainedRecord fourth = AuditChain.chain(retention, 4, anchor, AuditChainTest::sha256);
    ChainCheck check = new ChainCheck(3, anchor, Optional.of(noted), AuditChainTest::sha256);
    check.next(fourth);
    return check.end(4, fourth.hash()).faults();
  }

  @Test
  void a_beginning_that_retention_did_not_cut_is_no_beginning() {
    List<ChainedRecord> chain = chain(5);
    ChainCheck check =
        new ChainCheck(2, chain.get(1).hash(), Optional.empty(), AuditChainTest::sha256);
    chain.subList(2, 5).forEach(check::next);
    assertThat(check.end(5, chain(5).getLast().hash()).faults())
        .containsExactly(new ChainFault.WrongBeginning(3));
  }

  @Test
  void faults_beyond_the_most_are_counted() {
    ChainCheck check =
        new ChainCheck(0, AuditChain.GENESIS, Optional.empty(), AuditChainTest::sha256);
    for (int i = 1; i <= ChainReport.MOST_FAULTS + 7; i++) {
      check.next(new ChainedRecord(i, record("x"), AuditChain.GENESIS, AuditChain.GENESIS));
    }
    ChainReport report = check.end(ChainReport.MOST_FAULTS + 7, AuditChain.GENESIS);
    assertThat(report.faults()).hasSize(ChainReport.MOST_FAULTS);
    assertThat(report.more()).isEqualTo(7);
  }

  @Test
  void no_two_records_have_the_same_form() {
    AuditRecord one =
        AuditRecord.bySystem(AuditOperation.LISTED, NOON, "a", Map.of("x", "1,1:y", "z", ""));
    AuditRecord other =
        AuditRecord.bySystem(AuditOperation.LISTED, NOON, "a", Map.of("x", "1", "y", "z"));
    assertThat(AuditChain.canonical(one, 1, AuditChain.GENESIS))
        .isNotEqualTo(AuditChain.canonical(other, 1, AuditChain.GENESIS));
  }

  @Property
  void details_are_read_back_as_they_were_written(
      @ForAll Map<String, String> parameters, @ForAll String before, @ForAll String after) {
    List<AuditRecord.Modified> modified =
        Collections.nCopies(2, new AuditRecord.Modified("Name", before, after));
    assertThat(AuditDetails.parse(AuditChain.details(parameters, modified)))
        .isEqualTo(new AuditDetails(parameters, modified));
  }

  @Test
  void what_is_no_form_of_details_is_refused() {
    for (String bad : List.of("", "x", "1:1,", "9999:1,", "1:1,1:a", "-1:")) {
      assertThatThrownBy(() -> AuditDetails.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
