package org.sluice.portal.page.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/**
 * What a plot shows, in numbers: for who sees no plot, and where no script draws one.
 *
 * @param head what stands above each column; the first column names the rows
 * @param rows the newest first
 */
public record PlotTable(List<String> head, List<List<String>> rows) {
  public PlotTable {
    head = List.copyOf(head);
    rows = List.copyOf(rows);
  }

  /**
   * What the points of a row have in common.
   *
   * @param head what stands above its names
   * @param of the row to which a point belongs, by the point's seconds; later ones are greater
   * @param name of a row
   */
  public record Period(String head, LongUnaryOperator of, LongFunction<String> name) {}

  /**
   * A column.
   *
   * @param values by point
   * @param together what two points of one row make
   */
  public record Column(String head, List<Long> values, LongBinaryOperator together) {
    public Column {
      values = List.copyOf(values);
    }

    /** How much it was in all. */
    public static Column sum(Plot.Line line) {
      return new Column(line.label(), line.values(), Long::sum);
    }

    /** How much it was at most. */
    public static Column most(String head, Plot.Line line) {
      return new Column(head, line.values(), Math::max);
    }
  }

  /** Puts points together, a row for each period. */
  public static PlotTable of(Period period, List<Long> seconds, List<Column> columns) {
    NavigableMap<Long, List<Long>> periods = new TreeMap<>();
    for (int i = 0; i < seconds.size(); i++) {
      int at = i;
      List<Long> point = columns.stream().map(column -> column.values().get(at)).toList();
      periods.merge(
          period.of().applyAsLong(seconds.get(i)), point, (a, b) -> together(columns, a, b));
    }
    return new PlotTable(
        Stream.concat(Stream.of(period.head()), columns.stream().map(Column::head)).toList(),
        periods.descendingMap().entrySet().stream()
            .map(row -> cells(period.name().apply(row.getKey()), row.getValue()))
            .toList());
  }

  private static List<Long> together(List<Column> columns, List<Long> a, List<Long> b) {
    List<Long> both = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      both.add(columns.get(i).together().applyAsLong(a.get(i), b.get(i)));
    }
    return both;
  }

  private static List<String> cells(String name, List<Long> values) {
    return Stream.concat(Stream.of(name), values.stream().map(Show::number)).toList();
  }
}
