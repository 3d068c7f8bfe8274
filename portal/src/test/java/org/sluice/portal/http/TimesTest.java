package org.sluice.portal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which times may be asked for. */
class TimesTest {
  @Test
  void the_years_1_to_9999_are_times_and_those_before_and_behind_are_none() {
    for (Instant within : new Instant[] {Times.FIRST, Instant.EPOCH, Times.END.minusNanos(1)}) {
      assertThat(Times.bounded(within)).isEqualTo(within);
    }
    for (Instant beyond :
        new Instant[] {Instant.MIN, Times.FIRST.minusNanos(1), Times.END, Instant.MAX}) {
      assertThat(Times.isWithin(beyond)).isFalse();
      assertThatThrownBy(() -> Times.bounded(beyond)).isInstanceOf(DateTimeException.class);
    }
  }
}
