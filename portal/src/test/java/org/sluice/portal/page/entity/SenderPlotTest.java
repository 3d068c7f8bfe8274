package org.sluice.portal.page.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sluice.core.administration.UsageReport;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.policy.Explanation;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.portal.page.frame.PlotTable;

class SenderPlotTest {
  private static final RestrictedEntity ANNA = new RestrictedEntity(Kind.USER, "anna@example.org");
  private static final Instant NOW = Instant.parse("2026-03-02T02:00:30Z");

  private static SenderHour hour(String from, int internal, int external) {
    return new SenderHour(
        ANNA, (int) (Instant.parse(from).getEpochSecond() / 3_600), internal, external);
  }

  /** Anna's, who has used 7 external and 3 internal recipients within the hour. */
  private static PlotTable table(Instant now, int days, SenderHour... hours) {
    UsageReport usage =
        new UsageReport(
            ANNA,
            new Explanation(ANNA.name(), OutboundSpamPolicy.DEFAULT, List.of()),
            Optional.empty(),
            List.of(
                new UsageReport.Line(
                    LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR, 500, 7, Optional.empty()),
                new UsageReport.Line(
                    LimitKind.INTERNAL_RECIPIENTS_PER_HOUR, 500, 3, Optional.empty())));
    return SenderPlot.of(List.of(hours), usage, now.getEpochSecond(), days).table();
  }

  @Test
  void a_day_has_a_row_for_each_hour_and_one_for_now() {
    PlotTable day = table(NOW, SenderPlot.DAY, hour("2026-03-01T23:00:00Z", 4, 1_200));
    assertThat(day.head()).containsExactly("Hour until", "External", "Internal");
    assertThat(day.rows()).hasSize(25);
    assertThat(day.rows().subList(0, 4))
        .containsExactly(
            List.of("2026-03-02 02:00:30", "7", "3"),
            List.of("2026-03-02 02:00", "0", "0"),
            List.of("2026-03-02 01:00", "0", "0"),
            List.of("2026-03-02 00:00", "1\u2009200", "4"));
    assertThat(day.rows().getLast().getFirst()).isEqualTo("2026-03-01 03:00");
  }

  @Test
  void at_the_full_hour_now_is_the_end_of_an_hour() {
    assertThat(table(Instant.parse("2026-03-02T02:00:00Z"), SenderPlot.DAY).rows()).hasSize(24);
  }

  @Test
  void a_fortnight_has_a_row_for_each_day_with_the_sums_and_the_greatest_of_its_hours() {
    PlotTable fortnight =
        table(
            NOW,
            SenderPlot.FORTNIGHT,
            hour("2026-03-01T00:00:00Z", 2, 10),
            hour("2026-03-01T23:00:00Z", 1, 30),
            hour("2026-03-02T00:00:00Z", 0, 5));
    assertThat(fortnight.head())
        .containsExactly(
            "Day", "External", "Internal", "Most external in an hour", "Most internal in an hour");
    assertThat(fortnight.rows()).hasSize(15);
    assertThat(fortnight.rows().subList(0, 3))
        .as("what is sent in this hour is not among it")
        .containsExactly(
            List.of("2026-03-02", "5", "0", "5", "0"),
            List.of("2026-03-01", "40", "3", "30", "2"),
            List.of("2026-02-28", "0", "0", "0", "0"));
  }
}
