package org.sluice.notify.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.sluice.testkit.RememberingLog;

class OutageTest {
  private final RememberingLog log = new RememberingLog();
  private final Outage outage = new Outage(log, "It fails", "It works again");

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
    assertThat(log.said()).containsExactly("ERROR It fails: java.net.ConnectException: refused");
    outage.works("syslog");
    outage.works("syslog");
    outage.works("mail");
    assertThat(log.said()).hasSize(2).last().isEqualTo("INFO It works again");
    outage.fails("mail", lost("refused"));
    assertThat(log.said()).as("the next outage").hasSize(3);
  }

  @Test
  void each_cause_is_said_once_up_to_the_bound() {
    for (int cause = 0; cause < Outage.MOST_CAUSES - 1; cause++) {
      outage.fails("mail", lost("cause " + cause));
    }
    assertThat(log.said()).hasSize(Outage.MOST_CAUSES - 1);
    outage.fails("mail", lost("cause 0"));
    outage.fails("mail", lost("at the bound"));
    assertThat(log.said()).hasSize(Outage.MOST_CAUSES);
    outage.fails("mail", lost("above it"));
    assertThat(log.said()).hasSize(Outage.MOST_CAUSES).noneMatch(l -> l.contains("above it"));
  }

  @Test
  void a_fault_of_the_program_has_its_trace() {
    outage.fails("mail", new NullPointerException());
    assertThat(log.said())
        .containsExactly("ERROR It fails: java.lang.NullPointerException with a trace");
  }

  /** A pool names in each of its failures the milliseconds that it waited. */
  @Test
  void the_same_failure_of_a_database_in_other_words_is_said_once() {
    outage.fails("mail", new SQLException("timed out after 2001ms", "08001"));
    outage.fails("mail", new SQLException("timed out after 2003ms", "08001"));
    outage.fails("mail", new SQLException("wrong password", "28P01"));
    assertThat(log.said()).hasSize(2).noneMatch(l -> l.contains("with a trace"));
  }

  @Test
  void what_is_neither_of_a_database_nor_of_a_disk_has_its_trace() {
    outage.fails("mail", new NoSuchElementException("none"));
    assertThat(log.said()).singleElement().asString().endsWith("with a trace");
  }

  @Test
  void what_never_failed_is_not_said_to_work_again() {
    outage.works("mail");
    assertThat(log.said()).isEmpty();
  }
}
