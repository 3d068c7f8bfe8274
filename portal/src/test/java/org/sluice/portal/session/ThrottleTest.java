package org.sluice.portal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sluice.portal.session.Throttle.Attempt;
import org.sluice.portal.session.Throttle.Whose;

class ThrottleTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ANNA = "anna@example.org";
  private static final Attempt STRANGER = Attempt.password(ANNA, "192.0.2.1", Whose.ACCOUNT);

  private final Throttle throttle = new Throttle();
  private Instant now = NOON;

  /** Tries again and again as soon as it is allowed; answers the last wait. */
  private Duration failing(Attempt attempt, int times) {
    Duration wait = Duration.ZERO;
    for (int i = 0; i < times; i++) {
      wait = throttle.begin(attempt, now);
      now = now.plus(wait);
      throttle.begin(attempt, now);
    }
    return wait;
  }

  @Test
  void the_first_failures_are_free_and_the_next_has_to_wait() {
    for (int i = 0; i < Throttle.FREE; i++) {
      assertThat(throttle.begin(STRANGER, NOON)).isZero();
    }
    assertThat(throttle.begin(STRANGER, NOON)).isEqualTo(Duration.ofSeconds(1));
    assertThat(throttle.begin(STRANGER, NOON)).as("it does not grow").hasSeconds(1);
    assertThat(throttle.begin(STRANGER, NOON.plusMillis(999))).hasMillis(1);
    assertThat(throttle.begin(STRANGER, NOON.plusSeconds(1))).isZero();
    assertThat(throttle.begin(STRANGER, NOON.plusSeconds(1))).hasSeconds(2);
  }

  @Test
  void what_nobody_looked_at_does_not_count() {
    for (int i = 0; i < 20; i++) {
      assertThat(throttle.begin(STRANGER, NOON)).isZero();
      throttle.untried(STRANGER);
    }
    failing(STRANGER, Throttle.FREE);
    Duration wait = throttle.begin(STRANGER, now);
    throttle.untried(STRANGER);
    assertThat(wait).as("what failed before stays").isPositive();
  }

  @Test
  void a_client_waits_up_to_a_quarter_of_an_hour_and_an_account_half_a_minute() {
    assertThat(failing(STRANGER, 30)).isEqualTo(Throttle.MOST_OF_CLIENT);
    Attempt elsewhere = Attempt.password("anna@example.org", "192.0.2.2", Whose.ACCOUNT);
    assertThat(throttle.begin(elsewhere, now)).isEqualTo(Throttle.MOST_OF_ACCOUNT);
    Attempt other = Attempt.password("bert@example.org", "192.0.2.1", Whose.ACCOUNT);
    assertThat(throttle.begin(other, now)).isEqualTo(Throttle.MOST_OF_CLIENT);
  }

  @Test
  void strangers_do_not_keep_out_whoever_has_signed_in_from_his_address_before() {
    failing(STRANGER, 30);
    Attempt own = Attempt.password("anna@example.org", "192.0.2.7", Whose.FROM_ITS_PLACE);
    assertThat(throttle.begin(own, now)).isZero();
    Attempt same = Attempt.password("anna@example.org", "192.0.2.1", Whose.FROM_ITS_PLACE);
    assertThat(throttle.begin(same, now)).isZero();
  }

  @Test
  void codes_wait_by_account_from_wherever_they_come_and_by_client_of_whomever_they_are() {
    Attempt guess = Attempt.code(ANNA, "192.0.2.1", false);
    assertThat(failing(guess, 30)).isEqualTo(Throttle.MOST_OF_CLIENT);
    Attempt elsewhere = Attempt.code(ANNA, "198.51.100.2", false);
    assertThat(throttle.begin(elsewhere, now)).isEqualTo(Throttle.MOST_OF_CLIENT);
    Attempt other = Attempt.code("bert@example.org", "192.0.2.1", false);
    assertThat(throttle.begin(other, now)).isEqualTo(Throttle.MOST_OF_CLIENT);
    assertThat(throttle.begin(Attempt.code("bert@example.org", "192.0.2.9", false), now)).isZero();
  }

  @Test
  void who_guesses_codes_keeps_nobody_from_a_known_place_nor_a_recovery_code_out() {
    failing(Attempt.code(ANNA, "192.0.2.1", false), 30);
    assertThat(throttle.begin(Attempt.code(ANNA, "192.0.2.7", true), now)).isZero();
    assertThat(throttle.begin(Attempt.recovery(ANNA, "192.0.2.8"), now)).isZero();
    assertThat(throttle.begin(Attempt.own(ANNA), now)).isZero();
    assertThat(failing(Attempt.code(ANNA, "192.0.2.7", true), 30))
        .as("nor guesses from there for nothing")
        .isEqualTo(Throttle.MOST_OF_CLIENT);
    assertThat(failing(Attempt.recovery(ANNA, "192.0.2.8"), 30)).isEqualTo(Throttle.MOST_OF_CLIENT);
  }

  @Test
  void a_success_forgets_and_so_does_an_hour() {
    failing(STRANGER, 5);
    throttle.succeeded(STRANGER);
    assertThat(throttle.begin(STRANGER, now)).isZero();
    failing(STRANGER, 30);
    assertThat(throttle.begin(STRANGER, now.plus(Throttle.REMEMBERED))).isZero();
    assertThat(throttle.begin(STRANGER, now.plus(Throttle.REMEMBERED))).isZero();
  }

  @Test
  void a_clock_that_is_set_back_locks_nobody_out() {
    failing(STRANGER, 5);
    assertThat(throttle.begin(STRANGER, NOON.minus(Duration.ofDays(365))))
        .isLessThanOrEqualTo(Throttle.MOST_OF_CLIENT);
  }

  @Test
  void one_subscriber_has_all_addresses_of_an_ipv6_network() {
    for (int i = 0; i < Throttle.FREE; i++) {
      throttle.begin(
          Attempt.password("a" + i + "@example.org", "2001:db8:0:1:0:0:0:" + i, Whose.ACCOUNT),
          NOON);
    }
    assertThat(
            throttle.begin(
                Attempt.password("b@example.org", "2001:db8:0:1:0:0:0:ffff", Whose.ACCOUNT), NOON))
        .isPositive();
    assertThat(
            throttle.begin(
                Attempt.password("b@example.org", "2001:db8:0:2:0:0:0:1", Whose.ACCOUNT), NOON))
        .isZero();
  }

  @Test
  void of_a_name_no_more_is_remembered_than_an_address_has() {
    String most = "a".repeat(Throttle.MOST_NAME);
    assertThat(Attempt.password(most + "b", "192.0.2.1", Whose.ACCOUNT))
        .isEqualTo(Attempt.password(most, "192.0.2.1", Whose.ACCOUNT));
    assertThat(Attempt.password(most.substring(1), "192.0.2.1", Whose.ACCOUNT))
        .isNotEqualTo(Attempt.password(most, "192.0.2.1", Whose.ACCOUNT));
  }

  @Test
  void no_more_is_remembered_than_there_is_room_for() {
    Attempt nobody = Attempt.password("nobody@example.org", "192.0.2.1", Whose.NOBODY);
    failing(nobody, 10);
    for (int i = 0; i < Throttle.MOST_KEYS; i++) {
      throttle.begin(
          Attempt.password("user" + i, "192.0." + i / 200 + "." + i % 200, Whose.NOBODY), now);
    }
    assertThat(throttle.begin(nobody, now)).as("forgotten").isZero();
    Attempt own = Attempt.own("user");
    failing(own, 10);
    for (int i = 0; i < Throttle.MOST_KEYS; i++) {
      throttle.begin(Attempt.own("user" + i), now);
    }
    assertThat(throttle.begin(own, now)).as("forgotten").isZero();
  }

  @Test
  void a_flood_of_strangers_pushes_out_nothing_that_is_counted_of_an_account() {
    Attempt code = Attempt.code(ANNA, "192.0.2.1", false);
    Attempt password = Attempt.password(ANNA, "192.0.2.1", Whose.ACCOUNT);
    failing(code, 30);
    failing(password, 5);
    for (int i = 0; i < 2 * Throttle.MOST_KEYS; i++) {
      String ip = "198." + i / 40_000 + "." + i / 200 % 200 + "." + i % 200;
      throttle.begin(Attempt.password("user" + i, ip, Whose.NOBODY), now);
      throttle.begin(Attempt.recovery(ANNA, ip), now);
    }
    assertThat(throttle.begin(Attempt.code(ANNA, "203.0.113.9", false), now)).isPositive();
    assertThat(throttle.begin(Attempt.password(ANNA, "203.0.113.9", Whose.ACCOUNT), now))
        .isPositive();
  }
}
