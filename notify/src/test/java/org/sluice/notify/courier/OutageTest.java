package org.sluice.notify.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class OutageTest {
  private final Lines lines = new Lines();
  private final Outage outage = new Outage(lines, "It fails", "It works again");

  private static RuntimeException lost(String why) {
    return new IllegalStateException("a long statement", new ConnectException(why));
  }

  @Test
  void an_outage_is_one_line_at_its_beginning_and_one_at_its_end() {
    for (int second = 0; second < 100; second++) {
      outage.fails("mail", lost("refused"));
      outage.fails("syslog", lost("refused"));
    }
    outage.works("mail");
    assertThat(lines.all).containsExactly("ERROR It fails: java.net.ConnectException: refused");
    outage.works("syslog");
    outage.works("syslog");
    outage.works("mail");
    assertThat(lines.all).hasSize(2).last().isEqualTo("INFO It works again");
    outage.fails("mail", lost("refused"));
    assertThat(lines.all).as("the next outage").hasSize(3);
  }

  @Test
  void each_cause_is_said_once_up_to_the_bound() {
    for (int cause = 0; cause < Outage.MOST_CAUSES - 1; cause++) {
      outage.fails("mail", lost("cause " + cause));
    }
    assertThat(lines.all).hasSize(Outage.MOST_CAUSES - 1);
    outage.fails("mail", lost("cause 0"));
    outage.fails("mail", lost("at the bound"));
    assertThat(lines.all).hasSize(Outage.MOST_CAUSES);
    outage.fails("mail", lost("above it"));
    assertThat(lines.all).hasSize(Outage.MOST_CAUSES).noneMatch(l -> l.contains("above it"));
  }

  @Test
  void a_fault_of_the_program_has_its_trace() {
    outage.fails("mail", new NullPointerException());
    assertThat(lines.all)
        .containsExactly("ERROR It fails: java.lang.NullPointerException with a trace");
  }

  /** A pool names in each of its failures the milliseconds that it waited. */
  @Test
  void the_same_failure_of_a_database_in_other_words_is_said_once() {
    outage.fails("mail", new SQLException("timed out after 2001ms", "08001"));
    outage.fails("mail", new SQLException("timed out after 2003ms", "08001"));
    outage.fails("mail", new SQLException("wrong password", "28P01"));
    assertThat(lines.all).hasSize(2).noneMatch(l -> l.contains("with a trace"));
  }

  @Test
  void what_is_neither_of_a_database_nor_of_a_disk_has_its_trace() {
    outage.fails("mail", new NoSuchElementException("none"));
    assertThat(lines.all).singleElement().asString().endsWith("with a trace");
  }

  @Test
  void what_never_failed_is_not_said_to_work_again() {
    outage.works("mail");
    assertThat(lines.all).isEmpty();
  }

  /** A log that remembers. */
  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    final transient List<String> all = new ArrayList<>();

    @Override
    protected String getFullyQualifiedCallerName() {
      return "";
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String message, Object[] values, Throwable thrown) {
      String text = MessageFormatter.basicArrayFormat(message, values);
      all.add(level + " " + text + (thrown == null ? "" : " with a trace"));
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
