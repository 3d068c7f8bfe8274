package org.sluice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MilterTextTest {
  private static List<String> message(int steps) {
    return new MilterText(steps)
        .message(42, 7).stream().map(bytes -> new String(bytes, US_ASCII)).toList();
  }

  @Test
  void a_filter_that_wants_little_is_waited_for_three_times() {
    List<String> parts = message(0x17d2);
    assertThat(parts).hasSize(3);
    assertThat(parts.get(0)).contains("user00000042@example.org").contains("<anna@example.org>");
    assertThat(parts.get(1)).contains("<bert@elsewhere.test>");
    assertThat(parts.get(2)).contains("Subject").contains("Q00000007");
    assertThat(new MilterText(0x17d2).greeting()).isEmpty();
    assertThat(new String(new MilterText(0x17d2).prelude(), US_ASCII)).contains("192.0.2.1");
  }

  @Test
  void a_filter_that_answers_at_the_end_alone_is_waited_for_once() {
    assertThat(message(0xff280 | 0x200)).hasSize(1).first().asString().contains("user00000042");
    assertThat(message(0xff280 | 0x200)).first().asString().contains("Q00000007");
  }

  @Test
  void a_filter_that_wants_everything_is_waited_for_each_time() {
    assertThat(message(0)).hasSize(2 + 1 + 8 + 1 + 1 + 1);
    assertThat(new MilterText(0).greeting()).hasSize(2);
    assertThat(new MilterText(0).prelude()).isEmpty();
  }
}
