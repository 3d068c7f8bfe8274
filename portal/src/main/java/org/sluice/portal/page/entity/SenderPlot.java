package org.sluice.portal.page.entity;

import java.time.Duration;
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
import org.sluice.portal.page.frame.Visit;

/** Recipients per hour of one sender, with the limits of its policy. */
final class SenderPlot {
  private static final int HOUR_SECONDS = 3_600;
  private static final int DAY = 1;
  private static final int FORTNIGHT = 14;

  private SenderPlot() {}

  static void answer(Visit visit) {
    RestrictedEntity entity = EntityPages.entity(visit);
    int days = visit.number("days", DAY, DAY, FORTNIGHT);
    List<SenderHour> hours =
        visit.verbs().sending().hours(visit.actor(), entity, Duration.ofDays(days));
    UsageReport usage = visit.verbs().inquiries().usage(visit.actor(), entity);
    of(hours, usage, visit.now().getEpochSecond(), days).answer(visit);
  }

  /** A point is the end of an hour; the last one is now, with the sixty minutes before it. */
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
    OutboundSpamPolicy policy = usage.policy().policy();
    limit(lines, "External limit", policy.recipientLimitExternalPerHour(), seconds.size());
    limit(lines, "Internal limit", policy.recipientLimitInternalPerHour(), seconds.size());
    return new Plot(seconds, lines);
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
