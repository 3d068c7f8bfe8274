package org.sluice.notify.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedPrintableTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 73, 74, 75, 76, 150})
  void no_line_begins_with_a_dot_or_a_hyphen_wherever_it_is_broken(int before) {
    for (String end : new String[] {".", "-", "..", "--", ". ", "-."}) {
      String encoded = QuotedPrintable.encode("x".repeat(before) + end);
      assertThat(encoded.lines())
          .allMatch(line -> !line.startsWith(".") && !line.startsWith("-"))
          .allMatch(line -> line.length() <= QuotedPrintable.MAX_LINE);
      assertThat(encoded.replace("=\r\n", "").replace("=2E", ".").replace("=2D", "-").strip())
          .isEqualTo(("x".repeat(before) + end.replace(". ", ".=20")).strip());
    }
  }
}
