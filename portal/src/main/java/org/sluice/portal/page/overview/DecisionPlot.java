package org.sluice.portal.page.overview;

import java.time.Instant;
import java.util.List;
import org.sluice.portal.monitoring.DecisionMinutes.Minute;
import org.sluice.portal.page.frame.Plot;
import org.sluice.portal.page.frame.PlotTable;
import org.sluice.portal.page.frame.Show;

/** Decisions per minute, and by ten minutes in numbers. */
final class DecisionPlot {
  private static final int MINUTE_SECONDS = 60;
  private static final int ROW_SECONDS = 10 * MINUTE_SECONDS;
  private static final PlotTable.Period TEN_MINUTES =
      new PlotTable.Period(
          "Ten minutes from",
          seconds -> seconds / ROW_SECONDS,
          row -> Show.time(Instant.ofEpochSecond(row * ROW_SECONDS)));

  private DecisionPlot() {}

  static Plot of(List<Minute> minutes) {
    List<Long> seconds = minutes.stream().map(m -> m.minute() * MINUTE_SECONDS).toList();
    List<Plot.Line> lines =
        List.of(
            new Plot.Line("Permitted", minutes.stream().map(Minute::permitted).toList(), false),
            new Plot.Line("Deferred", minutes.stream().map(Minute::deferred).toList(), false),
            new Plot.Line("Refused", minutes.stream().map(Minute::refused).toList(), false));
    return new Plot(
        seconds,
        lines,
        PlotTable.of(TEN_MINUTES, seconds, lines.stream().map(PlotTable.Column::sum).toList()));
  }
}
