package org.sluice.portal.page.frame;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Lines over time, as the page's script reads them.
 *
 * @param seconds the instants of the points, in seconds since 1970 (UTC)
 * @param table the same in numbers
 */
public record Plot(List<Long> seconds, List<Line> lines, PlotTable table) {
  public Plot {
    seconds = List.copyOf(seconds);
    lines = List.copyOf(lines);
  }

  /**
   * One line.
   *
   * @param isLimit drawn as a border, not as a course
   */
  public record Line(String label, List<Long> values, boolean isLimit) {
    public Line {
      values = List.copyOf(values);
    }

    /** The same value everywhere. */
    public static Line level(String label, long value, int points) {
      return new Line(label, LongStream.generate(() -> value).limit(points).boxed().toList(), true);
    }
  }

  /** Answers with it. */
  public void answer(Visit visit) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode times = root.putArray("times");
    seconds.forEach(times::add);
    ArrayNode all = root.putArray("lines");
    for (Line line : lines) {
      ObjectNode one = all.addObject().put("label", line.label()).put("limit", line.isLimit());
      ArrayNode values = one.putArray("values");
      line.values().forEach(values::add);
    }
    ArrayNode rows = root.putArray("rows");
    for (List<String> row : table.rows()) {
      ArrayNode cells = rows.addArray();
      row.forEach(cells::add);
    }
    visit.http().contentType("application/json; charset=utf-8").result(root.toString());
  }
}
