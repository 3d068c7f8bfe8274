package org.sluice.core.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.outbox.Delivery.State;

class BackoffTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Delivery delivery(int attempts) {
    Outgoing outgoing =
        new Outgoing(
            "k",
            Channel.MAIL,
            "a@example.org",
            new Content.Notice(NoticeKind.TEST, Map.of()),
            NOON);
    return new Delivery(1, outgoing, State.WAITING, attempts, NOON, "", NOON);
  }

  @Test
  void waits_grow_and_stay_at_half_an_hour() {
    Duration before = Duration.ZERO;
    for (int attempts = 0; attempts < 6; attempts++) {
      Duration wait = Duration.between(NOON, Backoff.after(delivery(attempts), "no", NOON).due());
      assertThat(wait).isGreaterThan(before);
      before = wait;
    }
    assertThat(before).isEqualTo(Duration.ofMinutes(30));
    assertThat(Backoff.after(delivery(1_000), "no", NOON).due())
        .isEqualTo(NOON.plus(Duration.ofMinutes(30)));
  }

  @Test
  void after_two_days_it_is_given_up_and_the_last_error_is_kept() {
    Instant lastDue = NOON.plus(Backoff.PATIENCE);
    Outbox.Attempt at = Backoff.after(delivery(9), "no", lastDue.minus(Duration.ofMinutes(30)));
    assertThat(at.state()).isEqualTo(State.WAITING);
    Outbox.Attempt above =
        Backoff.after(delivery(9), "no", lastDue.minus(Duration.ofMinutes(30)).plusMillis(1));
    assertThat(above.state()).isEqualTo(State.GIVEN_UP);
    assertThat(above.error()).contains("48 hours").contains("no");
  }

  /** Below, at and above the least tries. */
  @ParameterizedTest
  @ValueSource(ints = {0, Backoff.LEAST_TRIES - 2, Backoff.LEAST_TRIES - 1, Backoff.LEAST_TRIES})
  void what_waited_while_the_machine_was_off_has_its_tries(int before) {
    Outbox.Attempt attempt = Backoff.after(delivery(before), "no", NOON.plus(Duration.ofDays(9)));
    assertThat(attempt.state())
        .isEqualTo(before + 1 < Backoff.LEAST_TRIES ? State.WAITING : State.GIVEN_UP);
  }

  @Test
  void errors_and_messages_are_bounded() {
    assertThat(Backoff.refused("x".repeat(501), NOON).error()).hasSize(500);
    assertThat(new Content.Message("", new byte[Content.Message.MOST]).bytes())
        .hasSize(Content.Message.MOST);
    assertThatThrownBy(() -> new Content.Message("", new byte[Content.Message.MOST + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
