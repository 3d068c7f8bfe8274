package org.sluice.portal.page.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.portal.page.frame.Show;

class UntoldTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Delivery delivery(State state, Instant changed) {
    return delivery(state, changed, false);
  }

  private static Delivery delivery(State state, Instant changed, boolean overtaken) {
    Content test = new Content.Notice(NoticeKind.TEST, Map.of());
    Outgoing mail = new Outgoing("k", Channel.MAIL, "a@example.org", test, changed);
    return new Delivery(1, mail, state, 1, changed, "550 no such user", changed, "", overtaken);
  }

  private static List<String> said(List<Delivery> lost) {
    return Untold.steps(of(State.GIVEN_UP, lost), of(State.UNCONFIRMED, lost), NOON).stream()
        .map(OverviewPages.Step::words)
        .toList();
  }

  private static List<Delivery> of(State state, List<Delivery> lost) {
    return lost.stream().filter(d -> d.state() == state).toList();
  }

  @Test
  void what_is_unconfirmed_is_not_said_to_be_lost() {
    List<String> said = said(List.of(delivery(State.UNCONFIRMED, NOON)));
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("1 notification almost certainly arrived");
    assertThat(said(List.of(delivery(State.GIVEN_UP, NOON), delivery(State.UNCONFIRMED, NOON))))
        .hasSize(2)
        .first()
        .isEqualTo("1 notification did not arrive.");
    assertThat(said(List.of())).isEmpty();
  }

  /** Below, at and above a day. */
  @Test
  void what_is_unconfirmed_asks_for_somebody_a_day_long_and_what_was_given_up_longer() {
    Instant day = NOON.minus(Untold.FRESH);
    assertThat(said(List.of(delivery(State.UNCONFIRMED, day.plusMillis(1))))).hasSize(1);
    assertThat(said(List.of(delivery(State.UNCONFIRMED, day)))).isEmpty();
    assertThat(said(List.of(delivery(State.UNCONFIRMED, day.minusMillis(1))))).isEmpty();
    assertThat(said(List.of(delivery(State.GIVEN_UP, day.minusSeconds(86_400))))).hasSize(1);
  }

  /** Below, at and above a day. */
  @Test
  void an_alert_that_its_end_has_overtaken_asks_for_somebody_no_longer_than_a_day() {
    Instant day = NOON.minus(Untold.FRESH);
    for (long millis = -1; millis <= 1; millis++) {
      List<String> said = said(List.of(delivery(State.GIVEN_UP, day.plusMillis(millis), true)));
      assertThat(said.contains("1 notification did not arrive.")).isEqualTo(millis > 0);
    }
    assertThat(
            said(
                List.of(delivery(State.GIVEN_UP, day, true), delivery(State.GIVEN_UP, day, false))))
        .containsExactly("1 notification did not arrive.");
  }

  @Test
  void there_may_be_more_than_are_listed() {
    List<Delivery> lost =
        new ArrayList<>(Collections.nCopies(Outbox.MOST - 1, delivery(State.GIVEN_UP, NOON)));
    assertThat(said(lost).getFirst()).startsWith("999 ");
    lost.add(delivery(State.GIVEN_UP, NOON));
    lost.add(delivery(State.UNCONFIRMED, NOON));
    assertThat(said(lost).getFirst())
        .isEqualTo(
            "At least "
                + Show.count(Outbox.MOST, "notification", "notifications")
                + " did not arrive.");
    assertThat(said(lost).getLast()).startsWith("1 notification almost certainly arrived");
  }
}
