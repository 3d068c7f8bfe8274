package org.sluice.portal.http;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of RFC 4180 that a spreadsheet does not run. */
public final class Csv {
  private Csv() {}

  /** One line, with its end. */
  public static String line(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  /** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
  public static String cell(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return own(formula ? "'" + text : text);
  }

  /** A value of our own making, such as a number, which may begin with a sign. */
  public static String own(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
  }
}
