package org.sluice.notify.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.testkit.RememberingLog;

class DeliveryLogTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final RememberingLog said = new RememberingLog();
  private final DeliveryLog log = new DeliveryLog(said);

  private static Delivery delivery(long number, State state, String error) {
    Content content = new Content.Notice(NoticeKind.TEST, Map.of());
    Outgoing outgoing = new Outgoing("k" + number, Channel.MAIL, "a@example.org", content, NOON);
    return new Delivery(number, outgoing, state, 1, NOON, error, NOON);
  }

  @Test
  void what_is_tried_again_is_said_with_when_and_why() {
    Delivery delivery = delivery(7, State.WAITING, "");
    Outbox.Attempt attempt = Backoff.after(delivery, "451 later", NOON);
    log.ended(delivery, attempt, Optional.empty());
    assertThat(said.said())
        .containsExactly(
            "WARN Notification 7 (MAIL to a@example.org) not delivered, next try at "
                + attempt.due()
                + ": 451 later");
  }

  @Test
  void what_was_refused_for_good_is_said_with_how_to_try_it_again() {
    log.ended(
        delivery(7, State.WAITING, ""),
        Backoff.refused("550 no such user", NOON),
        Optional.empty());
    assertThat(said.said())
        .containsExactly(
            "ERROR Notification 7 (MAIL to a@example.org) GIVEN UP: 550 no such user."
                + " `sluice alert retry 7` tries it again");
  }

  /** No next try is promised. */
  @Test
  void an_alert_that_its_end_has_overtaken_is_said_to_be_given_up_and_nothing_else() {
    Delivery delivery = delivery(7, State.WAITING, "");
    log.ended(
        delivery,
        Backoff.after(delivery, "451 later", NOON),
        Optional.of(delivery(7, State.GIVEN_UP, Outbox.OVERTAKEN + "451 later")));
    assertThat(said.said())
        .containsExactly(
            "ERROR Notification 7 (MAIL to a@example.org) GIVEN UP: "
                + Outbox.OVERTAKEN
                + "451 later. `sluice alert retry 7` tries it again");
  }

  @Test
  void when_the_end_arrives_the_alert_is_named_that_is_given_up() {
    log.ended(
        delivery(9, State.WAITING, ""),
        Outbox.Attempt.arrived(NOON),
        Optional.of(delivery(7, State.GIVEN_UP, Outbox.OVERTAKEN)));
    assertThat(said.said())
        .singleElement()
        .asString()
        .startsWith("ERROR Notification 7 (MAIL to a@example.org) GIVEN UP: Not tried again");
  }

  @Test
  void of_what_arrived_no_more_is_said() {
    log.ended(delivery(9, State.WAITING, ""), Outbox.Attempt.arrived(NOON), Optional.empty());
    assertThat(said.said()).isEmpty();
  }
}
