package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.Usage;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.restriction.RestrictedEntity;

/** The early warning while the facts cannot be read. */
class UnreadHistoryTest {
  private static final long NOON = 1_772_366_400_000L;
  private static final String ANNA = "anna@example.org";
  private static final RestrictedEntity USER =
      new RestrictedEntity(RestrictedEntity.Kind.USER, ANNA);

  private boolean broken = true;
  private final SendingPatternsTest.Counted ledger = new SendingPatternsTest.Counted();
  private final SendingPatternsTest.Kept history =
      new SendingPatternsTest.Kept() {
        @Override
        public Map<RestrictedEntity, List<SenderHour>> hours(
            List<RestrictedEntity> senders, int fromHour) {
          if (broken) {
            throw new IllegalStateException("lost");
          }
          return super.hours(senders, fromHour);
        }
      };
  private final Warnings warnings = new Warnings();
  private final SendingPatterns patterns = new SendingPatterns(ledger, history, warnings);

  @AfterEach
  void of_nothing_else_is_told_that_it_is_over() {
    assertThat(warnings.over)
        .as("there is no limit of the organization")
        .allMatch(r -> r.operation() == AuditOperation.ORGANIZATION_BELOW_LIMIT);
  }

  private void seen(int external, long at) {
    Usage usage = new Usage(1, 1, external, 0, external, 0, 0);
    patterns.seen(
        new SenderIdentity.User(ANNA),
        SendingPatternsTest.SUBMISSION,
        new Limits(0, 0, 0, 0, 0, 0, 0, true),
        new Balance(true, null, false, 0, true, usage),
        new Moment(at, at));
  }

  @Test
  void a_sender_whose_history_could_not_be_read_is_held_against_it_when_it_can() {
    int hour = (int) (NOON / 3_600_000L);
    history.keep(
        List.of(
            new SenderHour(USER, hour - 3, 1, 1),
            new SenderHour(USER, hour - 2, 1, 1),
            new SenderHour(USER, hour - 1, 1, 1)));
    seen(1, NOON);
    assertThatThrownBy(() -> patterns.tick(new Moment(NOON, NOON))).hasMessage("lost");
    seen(1_000, NOON);
    assertThat(warnings.warned).as("nothing is known of her").isEmpty();
    broken = false;
    var _ = patterns.tick(new Moment(NOON + 1_000, NOON + 1_000));
    seen(1_000, NOON + 1_001);
    assertThat(warnings.warned).hasSize(1);
  }

  @Test
  void the_hour_that_is_over_is_written_all_the_same() {
    assertThat(patterns.tick(new Moment(NOON, NOON))).isFalse();
    ledger.usage = new Usage(1, 1, 7, 0, 7, 0, 0);
    seen(7, NOON + 1);
    long next = NOON + 3_600_000L;
    for (long at : new long[] {next, next + 1_000}) {
      assertThatThrownBy(() -> patterns.tick(new Moment(at, at))).hasMessage("lost");
    }
    broken = false;
    assertThat(history.hours(USER, 0)).hasSize(1);
  }
}
