package org.sluice.portal.cmdlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.administration.DamagedRecord;
import org.sluice.core.audit.AuditChain;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.portal.http.BrokenOff;

class AuditExportTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int MANY = 20_000;

  private static ChainedRecord record(long number, String whom) {
    AuditRecord record =
        AuditRecord.bySystem(
            AuditOperation.LISTED, NOON.plusSeconds(number), whom, Map.of("Reason", "a,\"b\""));
    return new ChainedRecord(number, record, AuditChain.GENESIS, "%064x".formatted(number));
  }

  @ParameterizedTest
  @EnumSource(AuditExport.Form.class)
  void an_export_asks_for_one_page_when_the_one_before_is_written(AuditExport.Form form)
      throws IOException {
    long[] linesWhenAsked = {0};
    long[] lines = {0};
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int b) {
            lines[0] += b == '\n' ? 1 : 0;
          }
        };
    AuditExport.Pages pages =
        (place, most) -> {
          assertThat(most).isEqualTo(AuditExport.PAGE);
          assertThat(lines[0])
              .as("all before is written")
              .isGreaterThanOrEqualTo(linesWhenAsked[0]);
          linesWhenAsked[0] = lines[0] + most - 1;
          long newest = place == AuditPlace.START ? MANY : place.number() - 1;
          return LongStream.iterate(newest, n -> n > 0, n -> n - 1)
              .limit(most)
              .mapToObj(n -> record(n, "u"))
              .toList();
        };
    assertThat(AuditExport.write(form, pages, counting)).isEqualTo(MANY);
    assertThat(lines[0]).isGreaterThanOrEqualTo(MANY);
  }

  @Test
  void csv_runs_no_formula_and_json_is_json() throws IOException {
    List<ChainedRecord> all = new ArrayList<>(List.of(record(1, "=1+1")));
    AuditExport.Pages pages = (place, most) -> place == AuditPlace.START ? all : List.of();
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    AuditExport.write(AuditExport.Form.CSV, pages, csv);
    assertThat(csv.toString(StandardCharsets.UTF_8)).contains(",'=1+1,").contains("a,\\\"\"b");
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    AuditExport.write(AuditExport.Form.JSON, pages, json);
    assertThat(new ObjectMapper().readTree(json.toByteArray()).get(0).path("ObjectId").asText())
        .isEqualTo("=1+1");
    ByteArrayOutputStream none = new ByteArrayOutputStream();
    AuditExport.write(AuditExport.Form.JSON, (place, most) -> List.of(), none);
    assertThat(new ObjectMapper().readTree(none.toByteArray())).isEmpty();
  }

  /** The log of record 4 to 1, of which 3 and 1 cannot be read. */
  private static List<ChainedRecord> damaged(AuditPlace place, int most) {
    List<ChainedRecord> before = new ArrayList<>();
    for (long n = Math.min(5, place.number()) - 1; n > 0 && before.size() < most; n--) {
      if (n % 2 == 1) {
        AuditPlace where = new AuditPlace(NOON.plusSeconds(n), n);
        throw new DamagedRecord(where, before, new IllegalArgumentException("nonsense"));
      }
      before.add(record(n, "u"));
    }
    return before;
  }

  @Test
  void a_record_that_cannot_be_read_has_its_line_in_csv_and_the_last_line_counts_them()
      throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    assertThat(AuditExport.write(AuditExport.Form.CSV, AuditExportTest::damaged, csv)).isEqualTo(4);
    List<String> lines = csv.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(1)).contains(",Listed,").contains(",4,");
    assertThat(lines.get(2))
        .startsWith("2026-03-01T12:00:03Z,,,Unreadable,,,,,,\"This record cannot be read")
        .endsWith(",3,");
    assertThat(lines.get(3)).contains(",Listed,").contains(",2,");
    assertThat(lines.get(5))
        .startsWith(",,,Unreadable,,,,,,\"2 of 4 records cannot be read: 3, 1.");
  }

  @Test
  void a_record_that_cannot_be_read_has_its_entry_in_json_and_the_last_entry_counts_them()
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(AuditExport.write(AuditExport.Form.JSON, AuditExportTest::damaged, out))
        .isEqualTo(4);
    JsonNode json = new ObjectMapper().readTree(out.toByteArray());
    assertThat(json).hasSize(5);
    assertThat(json.get(0).has("Unreadable")).isFalse();
    assertThat(json.get(1).path("Unreadable").asText()).startsWith("This record cannot be read");
    assertThat(json.get(1).path("Number").asLong()).isEqualTo(3);
    assertThat(json.get(1).path("CreationTime").asText()).isEqualTo("2026-03-01T12:00:03Z");
    assertThat(json.get(4).path("Records").asLong()).isEqualTo(4);
    assertThat(json.get(4).path("UnreadableRecords").asLong()).isEqualTo(2);
    assertThat(json.get(4).path("Numbers").valueStream().map(JsonNode::asLong))
        .containsExactly(3L, 1L);
  }

  /** Below, at and above what the last line names. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void the_last_line_names_so_many_and_counts_all(int more) throws IOException {
    int most = ExportLines.MOST_NAMED + more;
    AuditExport.Pages pages =
        (place, wanted) -> {
          long n = Math.min(most + 1, place.number()) - 1;
          if (n == 0) {
            return List.of();
          }
          AuditPlace where = new AuditPlace(NOON.plusSeconds(n), n);
          throw new DamagedRecord(where, List.of(), new IllegalArgumentException("nonsense"));
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    var _ = AuditExport.write(AuditExport.Form.JSON, pages, out);
    JsonNode last = new ObjectMapper().readTree(out.toByteArray()).get(most);
    assertThat(last.path("UnreadableRecords").asLong()).isEqualTo(most);
    assertThat(last.path("Numbers")).hasSize(Math.min(most, ExportLines.MOST_NAMED));
  }

  @ParameterizedTest
  @EnumSource(AuditExport.Form.class)
  void an_export_whose_records_cannot_be_read_has_no_end(AuditExport.Form form) {
    AuditExport.Pages pages =
        (place, most) -> {
          if (place == AuditPlace.START) {
            return List.of(record(2, "u"), record(1, "u"));
          }
          throw new IllegalStateException("disk");
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> AuditExport.write(form, pages, out))
        .isInstanceOf(BrokenOff.class)
        .hasMessageContaining("after 2 records")
        .hasRootCauseMessage("disk");
  }
}
