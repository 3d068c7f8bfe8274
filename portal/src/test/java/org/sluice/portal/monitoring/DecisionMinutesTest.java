package org.sluice.portal.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;

/** Decisions by the minute. */
class DecisionMinutesTest {
  private static final long MINUTE = 60_000;
  private final DecisionCounts door = new DecisionCounts("delegation");
  private final DecisionMinutes minutes = new DecisionMinutes(List.of(door));

  private void decide(Reason reason, int times) {
    for (int i = 0; i < times; i++) {
      door.count(new Decision.Permit(reason), 1);
    }
  }

  @Test
  void each_minute_has_what_was_decided_in_it() {
    minutes.tick(10 * MINUTE);
    decide(Reason.WITHIN_LIMITS, 3);
    decide(Reason.TOO_MANY_MESSAGES, 2);
    minutes.tick(10 * MINUTE + 1_000);
    decide(Reason.RESTRICTED_USER, 1);
    minutes.tick(12 * MINUTE);
    assertThat(minutes.until(12 * MINUTE, 3))
        .containsExactly(
            new DecisionMinutes.Minute(10, 3, 2, 0),
            new DecisionMinutes.Minute(11, 0, 0, 0),
            new DecisionMinutes.Minute(12, 0, 0, 1));
  }

  @Test
  void what_is_older_than_is_kept_is_forgotten() {
    decide(Reason.WITHIN_LIMITS, 1);
    minutes.tick(10 * MINUTE);
    long last = 10 + DecisionMinutes.KEPT - 1;
    assertThat(minutes.until(last * MINUTE, DecisionMinutes.KEPT))
        .hasSize(DecisionMinutes.KEPT)
        .first()
        .isEqualTo(new DecisionMinutes.Minute(10, 1, 0, 0));
    assertThat(minutes.until((last + 1) * MINUTE, DecisionMinutes.KEPT + 1))
        .hasSize(DecisionMinutes.KEPT)
        .allSatisfy(minute -> assertThat(minute.permitted()).isZero());
    decide(Reason.WITHIN_LIMITS, 5);
    minutes.tick((last + 1) * MINUTE);
    assertThat(minutes.until((last + 1) * MINUTE, 1).getFirst().permitted()).isEqualTo(5);
  }
}
