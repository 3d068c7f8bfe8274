package org.sluice.portal.page.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts in words. */
class ShowTest {

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T23:59:59Z, 23:59:59",
    "2026-03-01T00:00:00Z, 00:00:00",
    "2026-03-02T00:00:00Z, 2026-03-02 00:00",
    "2026-02-28T23:59:59Z, 2026-02-28 23:59"
  })
  void a_time_of_another_day_says_which(Instant at, String shown) {
    assertThat(Show.clock(at, Instant.parse("2026-03-01T12:00:00Z"))).isEqualTo(shown);
  }
}
