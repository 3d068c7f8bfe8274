package org.sluice.portal.cmdlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.core.audit.AuditChain;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.portal.http.BrokenOff;

class AuditExportTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int MANY = 20_000;
  private static final AuditQuery ALL = AuditQuery.between(Instant.EPOCH, NOON);

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

  @Test
  void a_session_that_nobody_uses_makes_room() {
    AuditSessions sessions = new AuditSessions();
    AuditSessions.Progress place =
        new AuditSessions.Progress(new AuditPlace(NOON, 7), 3, OptionalLong.of(9));
    for (int i = 0; i <= AuditSessions.MOST; i++) {
      sessions.answered("s" + i, ALL, place);
    }
    assertThat(sessions.next("s0", ALL))
        .as("the oldest is forgotten")
        .isEqualTo(AuditSessions.Progress.NONE);
    assertThat(sessions.next("s1", ALL)).isEqualTo(place);
  }

  @Test
  void another_search_under_the_name_of_a_session_begins_anew() {
    AuditSessions sessions = new AuditSessions();
    AuditSessions.Progress place =
        new AuditSessions.Progress(new AuditPlace(NOON, 7), 3, OptionalLong.of(9));
    sessions.answered("s", ALL, place);
    AuditQuery other = AuditQuery.between(NOON, NOON.plusSeconds(1));
    assertThat(sessions.isOfAnother("s", ALL)).isFalse();
    assertThat(sessions.isOfAnother("s", other)).isTrue();
    assertThat(sessions.next("s", other)).isEqualTo(AuditSessions.Progress.NONE);
    sessions.answered("s", other, place);
    assertThat(sessions.next("s", other)).isEqualTo(place);
    assertThat(sessions.next("s", ALL))
        .as("and the first has lost its place")
        .isEqualTo(AuditSessions.Progress.NONE);
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
