package org.sluice.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.restriction.RestrictedEntity;

class QuietTimeTest {
  private static final LimitKind DAY = LimitKind.RECIPIENTS_PER_DAY;

  private final QuietTime quiet = new QuietTime();

  private static RestrictedEntity user(int number) {
    return new RestrictedEntity(RestrictedEntity.Kind.USER, "u" + number);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, QuietTime.MILLIS - 1, QuietTime.MILLIS, QuietTime.MILLIS + 1})
  void it_is_over_after_a_day(long later) {
    assertThat(quiet.isOver(user(1), DAY, 5)).isTrue();
    assertThat(quiet.isOver(user(1), DAY, 5 + later)).isEqualTo(later >= QuietTime.MILLIS);
    assertThat(quiet.isOver(user(1), DAY, 5 + later)).as("it began anew").isFalse();
  }

  @Test
  void each_limit_and_each_sender_has_its_own() {
    assertThat(quiet.isOver(user(1), DAY, 0)).isTrue();
    assertThat(quiet.isOver(user(1), LimitKind.INTERNAL_RECIPIENTS_PER_HOUR, 0)).isTrue();
    assertThat(quiet.isOver(user(2), DAY, 0)).isTrue();
    RestrictedEntity namesake = new RestrictedEntity(RestrictedEntity.Kind.CONNECTOR, "u1");
    assertThat(quiet.isOver(namesake, DAY, 0)).isTrue();
  }

  /** Below, at and above the bound. */
  @Test
  void beyond_its_bound_it_is_never_quiet_until_there_is_room() {
    for (int i = 0; i < QuietTime.MOST - 1; i++) {
      assertThat(quiet.isOver(user(i), DAY, 0)).isTrue();
    }
    assertThat(quiet.isOver(user(-1), DAY, 1)).isTrue();
    assertThat(quiet.isOver(user(-1), DAY, 2)).as("the last that is remembered").isFalse();
    assertThat(quiet.isOver(user(-2), DAY, 3)).isTrue();
    assertThat(quiet.isOver(user(-2), DAY, 4)).as("one too many").isTrue();
    assertThat(quiet.isOver(user(-2), DAY, QuietTime.MILLIS)).as("there is room").isTrue();
    assertThat(quiet.isOver(user(-2), DAY, QuietTime.MILLIS + 1)).isFalse();
  }
}
