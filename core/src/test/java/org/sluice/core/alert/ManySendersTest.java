package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.Usage;
import org.sluice.core.mail.SenderIdentity;

/** The early warning with as many senders as are watched, and one more. */
class ManySendersTest {
  private static final long HOUR = 3_600_000L;
  private static final long NOON = 1_772_366_400_000L;
  private static final Limits HUNDRED = new Limits(0, 0, 100, 100, 1_000, 0, 0, true);

  private final Warnings warnings = new Warnings();
  private final SendingPatterns patterns =
      new SendingPatterns(
          new SendingPatternsTest.Counted(), new SendingPatternsTest.Kept(), warnings);

  @AfterEach
  void of_nothing_else_is_told_that_it_is_over() {
    assertThat(warnings.over)
        .as("there is no limit of the organization")
        .allMatch(r -> r.operation() == AuditOperation.ORGANIZATION_BELOW_LIMIT);
  }

  private static Moment at(long millis) {
    return new Moment(millis, millis);
  }

  @Test
  void senders_beyond_the_most_are_not_watched_and_their_hour_says_so() {
    patterns.tick(at(NOON));
    everyoneAndOneMoreSends(i -> i == 0 ? 1 : 90, NOON);
    assertThat(warnings.warned).hasSize(SendingPatterns.MOST_SENDERS - 1);
    assertThat(patterns.tick(at(NOON + HOUR))).isTrue();
    assertThat(patterns.tick(at(NOON + 2 * HOUR))).isFalse();
  }

  @Test
  void those_who_are_watched_are_found_also_when_no_more_are_and_in_the_next_hour() {
    patterns.tick(at(NOON));
    everyoneAndOneMoreSends(i -> 60, NOON);
    assertThat(external(NOON).half()).isEqualTo(SendingPatterns.MOST_SENDERS);
    everyoneAndOneMoreSends(i -> 10, NOON);
    assertThat(external(NOON).half()).as("each was found").isZero();
    patterns.tick(at(NOON + HOUR));
    everyoneAndOneMoreSends(i -> 10, NOON + HOUR); // The one more ends it again.
    everyoneAndOneMoreSends(i -> 60, NOON + HOUR);
    assertThat(external(NOON + HOUR).half()).isEqualTo(SendingPatterns.MOST_SENDERS);
  }

  private Nearness external(long at) {
    return patterns.nearness(at).getFirst();
  }

  private static Usage used(int external) {
    return new Usage(1, 1, external, 0, external, 0, 0);
  }

  private void everyoneAndOneMoreSends(IntUnaryOperator external, long at) {
    for (int i = 0; i <= SendingPatterns.MOST_SENDERS; i++) {
      patterns.seen(
          new SenderIdentity.User("u" + i),
          SendingPatternsTest.SUBMISSION,
          HUNDRED,
          new Balance(true, null, false, 0, true, used(external.applyAsInt(i))),
          at(at));
    }
  }
}
