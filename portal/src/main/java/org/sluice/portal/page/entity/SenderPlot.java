package org.sluice.portal.page.entity;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sluice.core.administration.UsageReport;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.portal.page.frame.Plot;
import org.sluice.portal.page.frame.PlotTable;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Visit;

/** Recipients per hour of one sender, with the limits of its policy. */
final class SenderPlot {
  static final int DAY = 1;
  static final int FORTNIGHT = 14;

  private static final int HOUR_SECONDS = 3_600;
  private static final int DAY_SECONDS = 24 * HOUR_SECONDS;
  private static final PlotTable.Period HOUR =
      new PlotTable.Period("Hour until", seconds -> seconds, SenderPlot::time);

  /** The hour that ends at midnight is of the day before. */
  private static final PlotTable.Period CALENDAR_DAY =
      new PlotTable.Period(
          "Day",
          seconds -> (seconds - 1) / DAY_SECONDS,
          row -> LocalDate.ofEpochDay(row).toString());

  private SenderPlot() {}

  static void answer(Visit visit) {
    RestrictedEntity entity = EntityPages.entity(visit);
    int days = visit.number("days", DAY, DAY, FORTNIGHT);
    List<SenderHour> hours =
        visit.verbs().sending().hours(visit.actor(), entity, Duration.ofDays(days));
    UsageReport usage = visit.verbs().inquiries().usage(visit.actor(), entity);
    of(hours, usage, visit.now().getEpochSecond(), days).answer(visit);
  }

  /**
   * A point is the end of an hour; the last one is now, with the sixty minutes before it. Of one
   * day each point is a row in numbers; of more days the hours that are over are put together by
   * day.
   */
  static Plot of(List<SenderHour> hours, UsageReport usage, long nowSeconds, int days) {
    Map<Integer, SenderHour> byHour = new HashMap<>();
    hours.forEach(hour -> byHour.put(hour.hour(), hour));
    List<Long> seconds = new ArrayList<>();
    List<Long> internal = new ArrayList<>();
    List<Long> external = new ArrayList<>();
    int last = (int) (nowSeconds / HOUR_SECONDS);
    for (int hour = last - days * 24; hour < last; hour++) {
      SenderHour sent = byHour.get(hour);
      seconds.add((hour + 1L) * HOUR_SECONDS);
      internal.add(sent == null ? 0L : sent.internal());
      external.add(sent == null ? 0L : sent.external());
    }
    int whole = seconds.size();
    if (nowSeconds % HOUR_SECONDS != 0) {
      seconds.add(nowSeconds);
      internal.add(used(usage, LimitKind.INTERNAL_RECIPIENTS_PER_HOUR));
      external.add(used(usage, LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR));
    }
    List<Plot.Line> lines =
        new ArrayList<>(
            List.of(
                new Plot.Line("External", external, false),
                new Plot.Line("Internal", internal, false)));
    PlotTable table =
        days == DAY ? byHour(seconds, lines) : byDay(seconds.subList(0, whole), lines);
    OutboundSpamPolicy policy = usage.policy().policy();
    limit(lines, "External limit", policy.recipientLimitExternalPerHour(), seconds.size());
    limit(lines, "Internal limit", policy.recipientLimitInternalPerHour(), seconds.size());
    return new Plot(seconds, lines, table);
  }

  /** Now may lie in the minute in which an hour ended. */
  private static String time(long seconds) {
    Instant at = Instant.ofEpochSecond(seconds);
    return seconds % HOUR_SECONDS == 0 ? Show.time(at) : Show.exact(at);
  }

  private static PlotTable byHour(List<Long> seconds, List<Plot.Line> lines) {
    return PlotTable.of(HOUR, seconds, lines.stream().map(PlotTable.Column::sum).toList());
  }

  private static PlotTable byDay(List<Long> seconds, List<Plot.Line> lines) {
    Plot.Line external = lines.getFirst();
    Plot.Line internal = lines.getLast();
    return PlotTable.of(
        CALENDAR_DAY,
        seconds,
        List.of(
            PlotTable.Column.sum(external),
            PlotTable.Column.sum(internal),
            PlotTable.Column.most("Most external in an hour", external),
            PlotTable.Column.most("Most internal in an hour", internal)));
  }

  private static void limit(List<Plot.Line> lines, String label, int most, int points) {
    if (most > 0) {
      lines.add(Plot.Line.level(label, most, points));
    }
  }

  private static long used(UsageReport usage, LimitKind kind) {
    return usage.lines().stream()
        .filter(line -> line.limit() == kind)
        .mapToLong(UsageReport.Line::used)
        .sum();
  }
}
