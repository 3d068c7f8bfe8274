package org.sluice.store.embedded.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsOptions;

/** Texts of so many records that their trigrams are in too many to be read one by one. */
class AuditTextTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int OLD = TextIndex.FEW + 600;
  private static final int NEW = 2_600;
  @TempDir private Path folder;

  /** Copies the one record that is there, each a millisecond later. */
  private void copy(int first, int count, String object) {
    new SqlitePlace()
        .sql(
            folder,
            "WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                    .formatted(first, first + count - 1)
                + " INSERT INTO audit SELECT i, created + i, operation, user_id, user_type,"
                + " client_ip, '"
                + object
                + "', result, details, previous, hash FROM audit, n WHERE number = 1");
  }

  private static List<Long> numbers(List<ChainedRecord> records) {
    return records.stream().map(ChainedRecord::number).toList();
  }

  private static List<Long> down(long from, int count) {
    return LongStream.iterate(from, n -> n - 1).limit(count).boxed().toList();
  }

  @Test
  void a_text_that_many_old_records_have_and_no_new_one_is_found_newest_first() {
    try (Facts facts = SqliteFacts.open(folder, NOON, FactsOptions.PLAIN)) {
      AuditLog log = facts.auditLog();
      log.append(
          new AuditRecord(
              AuditOperation.SET_POLICY, NOON, "root", "", "first", Map.of(), List.of()));
      copy(2, OLD, "password changed");
      copy(OLD + 2, NEW, "something else");
      AuditQuery query =
          new AuditQuery(
              Instant.EPOCH, NOON.plusSeconds(60), List.of(), List.of(), List.of(), "WORD CHANGED");
      List<ChainedRecord> page = log.search(query, AuditPlace.START, 51);
      assertThat(numbers(page)).isEqualTo(down(OLD + 1, 51));
      List<ChainedRecord> next = log.search(query, AuditPlace.of(page.getLast()), 51);
      assertThat(numbers(next)).isEqualTo(down(OLD - 50, 51));
      assertThat(log.search(query, AuditPlace.START, 5_000)).hasSize(5_000);
    }
  }
}
