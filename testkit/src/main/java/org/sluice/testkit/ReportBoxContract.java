package org.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.report.ReportBox;
import org.sluice.core.report.Reporting;

/** What every report box keeps, whatever it is built on. */
public abstract class ReportBoxContract {
  protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  protected static final String ANNA = "anna@example.org";
  private static final long HOUR = ReportBox.BETWEEN.toMillis();

  /** The box under test. */
  protected ReportBox box = new MemoryReports(new MemoryOutbox());

  /** Makes an empty box. */
  protected abstract ReportBox open() throws Exception;

  /** Where its reports go. */
  protected abstract Outbox outbox();

  @BeforeEach
  final void openBox() throws Exception {
    box = open();
  }

  /** Puts a report in whose text is how many were only counted. */
  protected final Reporting put(String account, long steadyMillis) {
    return box.put(
            account,
            steadyMillis,
            more ->
                new Outgoing(
                    account + steadyMillis,
                    Channel.REPORT,
                    account,
                    new Content.Message("", Long.toString(more).getBytes(StandardCharsets.UTF_8)),
                    NOON))
        .toCompletableFuture()
        .join();
  }

  /** The reports, oldest first: to whom, and how many were only counted. */
  protected final List<String> reports() {
    return outbox().list(List.of(), Outbox.MOST).reversed().stream()
        .map(Delivery::outgoing)
        .map(o -> o.to() + " " + text(o.content()))
        .toList();
  }

  private static String text(Content content) {
    return content instanceof Content.Message m
        ? new String(m.bytes(), StandardCharsets.UTF_8)
        : "";
  }

  @Test
  void an_account_has_one_report_within_the_hour_and_then_the_count_of_the_others() {
    assertThat(put(ANNA, 1_000)).isEqualTo(Reporting.REPORTED);
    assertThat(put(ANNA, 1_001)).isEqualTo(Reporting.COUNTED);
    assertThat(put(ANNA, 1_000 + HOUR - 1)).isEqualTo(Reporting.COUNTED);
    assertThat(put(ANNA, 1_000 + HOUR)).isEqualTo(Reporting.REPORTED);
    assertThat(put(ANNA, 1_000 + 3 * HOUR)).isEqualTo(Reporting.REPORTED);
    assertThat(reports()).containsExactly(ANNA + " 0", ANNA + " 2", ANNA + " 0");
  }

  @Test
  void accounts_are_told_apart() {
    assertThat(put(ANNA, 0)).isEqualTo(Reporting.REPORTED);
    assertThat(put("bert@example.org", 1)).isEqualTo(Reporting.REPORTED);
    assertThat(put("bert@example.org", 2)).isEqualTo(Reporting.COUNTED);
    assertThat(reports()).containsExactly(ANNA + " 0", "bert@example.org 0");
  }

  @Test
  void a_report_that_cannot_be_written_leaves_everything_as_it_was() {
    assertThatThrownBy(() ->
            box.put(
                    ANNA,
                    5,
                    more -> {
                      throw new IllegalStateException("no words");
                    })
                .toCompletableFuture()
                .join())
        .hasRootCauseMessage("no words");
    assertThat(reports()).isEmpty();
    assertThat(put(ANNA, 6)).isEqualTo(Reporting.REPORTED);
  }
}
