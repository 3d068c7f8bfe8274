package org.sluice.portal.cmdlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
  private static final long NOON_MILLIS = 12 * 3_600_000L;
  private static final String ANNA = "anna";

  private final AtomicLong millis = new AtomicLong(NOON_MILLIS);
  private final RateLimit rate = new RateLimit(millis::get);

  /** How many of so many calls, one after the other, may be made. */
  private int let(int calls) {
    int let = 0;
    for (int i = 0; i < calls; i++) {
      let += rate.take(ANNA, 1) == 0 ? 1 : 0;
    }
    return let;
  }

  @ParameterizedTest
  @CsvSource({"5999, 5999", "6000, 6000", "6001, 6000"})
  void a_minute_has_so_many_calls(int calls, int let) {
    assertThat(let(calls)).isEqualTo(let);
  }

  @ParameterizedTest
  @CsvSource({"5989, 0", "5990, 0", "5991, 60"})
  void ten_calls_at_once_count_as_ten(int before, int seconds) {
    assertThat(let(before)).isEqualTo(before);
    assertThat(rate.take(ANNA, 10)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({"0, 60", "1, 60", "999, 60", "1000, 59", "59000, 1", "59999, 1"})
  void who_has_made_all_is_told_the_seconds_until_the_next_minute(long passed, int seconds) {
    millis.addAndGet(passed);
    assertThat(let(6_000)).isEqualTo(6_000);
    assertThat(rate.take(ANNA, 1)).isEqualTo(seconds);
  }

  @Test
  void the_next_minute_has_all_calls_again() {
    millis.addAndGet(30_000);
    assertThat(let(6_001)).isEqualTo(6_000);
    millis.addAndGet(29_999);
    assertThat(let(1)).isZero();
    millis.addAndGet(1);
    assertThat(let(6_001)).isEqualTo(6_000);
  }

  @Test
  void one_administrator_takes_no_call_of_another() {
    assertThat(let(6_001)).isEqualTo(6_000);
    assertThat(rate.take("bert", 1)).isZero();
  }

  /** The zero of a clock that only goes forward may lie anywhere. */
  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE + 1, -1, 0})
  void a_clock_may_show_less_than_nothing(long start) {
    millis.set(start);
    assertThat(let(6_001)).isEqualTo(6_000);
    assertThat(rate.take(ANNA, 1)).isBetween(1, 60);
  }
}
