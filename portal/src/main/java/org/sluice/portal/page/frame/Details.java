package org.sluice.portal.page.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a list tells of the parameters of an audit record, of which there may be many and long ones:
 * as much as its cell has room for.
 *
 * @param shown names and values, which may be shortened
 * @param more how many are left out
 */
public record Details(List<Map.Entry<String, String>> shown, int more) {
  /** The most bytes of a page that they take. */
  static final int MOST_BYTES = 600;

  /** What the least that is told of a value takes. */
  private static final int LEAST_BYTES = 12;

  private static final int AROUND_BYTES = "<span class='muted'></span> ; ".length();

  public Details {
    shown = List.copyOf(shown);
  }

  /** Those that have a value, the first ones at most to {@link Show#brief}. */
  public static Details of(Map<String, String> parameters) {
    List<Map.Entry<String, String>> shown = new ArrayList<>();
    int left = MOST_BYTES;
    int more = 0;
    for (Map.Entry<String, String> each : parameters.entrySet()) {
      int room = left - AROUND_BYTES - Fit.bytes(each.getKey());
      if (each.getValue().isEmpty()) {
        continue;
      }
      if (room < Math.min(LEAST_BYTES, Fit.bytes(each.getValue()))) {
        more++;
      } else {
        String value = Fit.text(Show.brief(each.getValue()), room);
        shown.add(Map.entry(each.getKey(), value));
        left = room - Fit.bytes(value);
      }
    }
    return new Details(shown, more);
  }
}
