package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.Moment;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.report.ReportBox;
import org.sluice.core.report.Reporting;
import org.sluice.testkit.ReportBoxContract;

public abstract class StoredReportsContract extends ReportBoxContract {
  private static final long HOUR = ReportBox.BETWEEN.toMillis();

  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;

  /** An empty database. */
  protected abstract FactsPlace place();

  @Override
  protected ReportBox open() {
    facts = place.open(folder, NOON);
    return facts.reports();
  }

  @Override
  protected Outbox outbox() {
    return facts.outbox();
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private void again() {
    facts.close();
    box = open();
  }

  @Test
  void a_restart_forgets_neither_the_hour_nor_the_count() {
    put(ANNA, 1_000);
    put(ANNA, 1_001);
    again();
    assertThat(put(ANNA, 1_002)).isEqualTo(Reporting.COUNTED);
    again();
    assertThat(put(ANNA, 1_000 + HOUR)).isEqualTo(Reporting.REPORTED);
    assertThat(reports()).containsExactly(ANNA + " 0", ANNA + " 2");
  }

  @Test
  void a_sweep_keeps_counts_that_were_not_told_and_drops_the_old() {
    put(ANNA, 0);
    put(ANNA, 1);
    facts.reports().sweep(StoredReports.KEPT.toMillis());
    again();
    assertThat(put(ANNA, HOUR)).isEqualTo(Reporting.REPORTED);
    put(ANNA, HOUR + 1);
    facts.reports().sweep(HOUR + StoredReports.KEPT.toMillis() + 1);
    again();
    assertThat(put(ANNA, 2 * HOUR)).isEqualTo(Reporting.REPORTED);
    assertThat(reports()).containsExactly(ANNA + " 0", ANNA + " 1", ANNA + " 0");
  }

  @Test
  void a_sweep_is_part_of_housekeeping() {
    put(ANNA, 0);
    put(ANNA, 1);
    long old = StoredReports.KEPT.toMillis() + 1;
    facts.sweep(new Moment(NOON.toEpochMilli(), old));
    again();
    put(ANNA, old + 1);
    assertThat(reports()).containsExactly(ANNA + " 0", ANNA + " 0");
  }

  @Test
  void a_full_outbox_takes_no_report_on() {
    Content notice = new Content.Notice(NoticeKind.TEST, Map.of());
    facts
        .outbox()
        .putAll(
            IntStream.range(1, Outbox.MOST_WAITING)
                .mapToObj(i -> new Outgoing("k" + i, Channel.REPORT, "a@example.org", notice, NOON))
                .toList());
    assertThat(put(ANNA, 0)).isEqualTo(Reporting.REPORTED);
    assertThatThrownBy(() -> put("bert@example.org", 0))
        .hasRootCauseMessage("10000 reports wait already; no other is taken on");
    assertThat(put(ANNA, 1)).isEqualTo(Reporting.COUNTED);
    assertThat(outbox().list(List.of(), 1).getFirst().outgoing().to()).isEqualTo(ANNA);
  }
}
