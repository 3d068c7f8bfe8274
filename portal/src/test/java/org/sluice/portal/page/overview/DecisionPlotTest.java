package org.sluice.portal.page.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sluice.portal.monitoring.DecisionMinutes.Minute;
import org.sluice.portal.page.frame.Plot;

class DecisionPlotTest {
  private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").getEpochSecond() / 60;

  @Test
  void ten_minutes_are_a_row_the_newest_first() {
    List<Minute> minutes =
        LongStream.rangeClosed(NOON - 12, NOON + 1)
            .mapToObj(minute -> new Minute(minute, 100, minute == NOON ? 1 : 0, 2))
            .toList();
    Plot plot = DecisionPlot.of(minutes);
    assertThat(plot.seconds()).hasSize(14);
    assertThat(plot.table().head())
        .containsExactly("Ten minutes from", "Permitted", "Deferred", "Refused");
    assertThat(plot.table().rows())
        .containsExactly(
            List.of("2026-03-01 12:00", "200", "1", "4"),
            List.of("2026-03-01 11:50", "1\u2009000", "0", "20"),
            List.of("2026-03-01 11:40", "200", "0", "4"));
  }
}
