package org.sluice.portal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines that a spreadsheet reads and does not run. */
class CsvTest {

  @Test
  void what_a_spreadsheet_would_run_gets_an_apostrophe() {
    for (String formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1")) {
      assertThat(Csv.cell(formula)).startsWith("'" + formula.charAt(0));
    }
    assertThat(Csv.cell("=a,\"b\"")).isEqualTo("\"'=a,\"\"b\"\"\"");
  }

  @Test
  void a_line_ends_as_rfc_4180_says() {
    assertThat(Csv.line(List.of("a", "b c", "d,e", "f\ng")))
        .isEqualTo("a,b c,\"d,e\",\"f\ng\"\r\n");
  }
}
