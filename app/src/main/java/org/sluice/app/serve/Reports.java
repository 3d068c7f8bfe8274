package org.sluice.app.serve;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sluice.core.decision.Settings;
import org.sluice.core.limit.Moment;
import org.sluice.core.mail.Submission;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.report.Account;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.ReportBox;
import org.sluice.core.report.ReportDesk;
import org.sluice.core.report.Reporting;
import org.sluice.notify.report.ReportStyle;
import org.sluice.notify.report.ReportWriter;
import org.sluice.portal.monitoring.VitalSigns.Metric;
import org.sluice.portal.monitoring.VitalSigns.Point;

/** From a refused message to a report in the outbox, with a desk for each door. Thread-safe. */
final class Reports {
  private static final String KEY = "ndr:";

  private final ReportBox box;
  private final Supplier<Moment> clock;
  private final Supplier<ReportStyle> style;
  private final Supplier<Settings> settings;
  private final RefusalLog log;
  private final List<Desk> desks = new ArrayList<>();

  Reports(
      ReportBox box,
      Supplier<Moment> clock,
      Supplier<ReportStyle> style,
      Supplier<Settings> settings,
      RefusalLog log) {
    this.box = box;
    this.clock = clock;
    this.style = style;
    this.settings = settings;
    this.log = log;
  }

  /** The desk of a door; while assembling. */
  ReportDesk desk(String door, BooleanSupplier open) {
    Desk desk = new Desk(door, open);
    desks.add(desk);
    return desk;
  }

  /** Tells the refusals at MAIL of such a door that come to nothing: the message is reported. */
  Predicate<Submission> comesLater(ReportDesk desk) {
    return s ->
        s.stage() == Submission.Stage.SENDER
            && desk.isOpen()
            && Account.of(
                    settings.get().senders().identify(s.login(), s.client()),
                    s.sender(),
                    settings.get().acceptedDomains())
                .isPresent();
  }

  /** How many messages became what, by door. */
  Metric counter() {
    return new Metric(
        "sluice_reports",
        "Refused messages that a door took to report them, by what became of them.",
        desks.stream().flatMap(Desk::points).toList());
  }

  private CompletionStage<Reporting> report(RefusedMessage message) {
    if (message.wanted().isEmpty()) {
      return CompletableFuture.completedFuture(Reporting.UNWANTED);
    }
    Moment moment = clock.get();
    Instant now = Instant.ofEpochMilli(moment.wallMillis());
    ReportStyle how = style.get();
    return box.put(
        message.account(),
        moment.steadyMillis(),
        more ->
            new Outgoing(
                KEY + message.messageId(),
                Channel.REPORT,
                message.account(),
                new Content.Message("", ReportWriter.write(message, now, more, how)),
                now));
  }

  /** One door's. */
  private final class Desk implements ReportDesk {
    private final String door;
    private final BooleanSupplier open;
    private final Map<Reporting, LongAdder> became = new EnumMap<>(Reporting.class);
    private final LongAdder failed = new LongAdder();

    Desk(String door, BooleanSupplier open) {
      this.door = door;
      this.open = open;
      for (Reporting each : Reporting.values()) {
        became.put(each, new LongAdder());
      }
    }

    @Override
    public boolean isOpen() {
      return open.getAsBoolean();
    }

    @Override
    public CompletionStage<Reporting> report(RefusedMessage message) {
      return Reports.this
          .report(message)
          .whenComplete((what, failure) -> {
            if (failure == null) {
              became.getOrDefault(what, failed).increment();
              log.tell(message, door, what);
            } else {
              failed.increment();
            }
          });
    }

    Stream<Point> points() {
      return Stream.concat(
          Stream.of(point("failed", failed)),
          became.entrySet().stream()
              .map(e -> point(e.getKey().name().toLowerCase(Locale.ROOT), e.getValue())));
    }

    private Point point(String outcome, LongAdder count) {
      return new Point(Map.of("door", door, "outcome", outcome), (double) count.sum());
    }
  }
}
