package org.sluice.portal.monitoring;

import java.util.List;
import java.util.Map;

/**
 * Port: how the server is, as the one who assembled it knows. Thread-safe; {@link #gauges} may wait
 * for the store.
 */
public interface VitalSigns {

  /** What is wrong now, a sentence each for the operator; empty if nothing is. */
  List<String> troubles();

  /** What is to be known though nothing is wrong, such as that the audit log is off. */
  List<String> remarks();

  /**
   * Numbers that go up and down, by metric name.
   *
   * @return from the name to its help and its values
   */
  List<Metric> gauges();

  /** Numbers that only go up. */
  List<Metric> counters();

  /**
   * One metric.
   *
   * @param name in Prometheus's form, the unit last, without {@code _total}
   * @param help one sentence
   */
  record Metric(String name, String help, List<Point> points) {
    public Metric {
      points = List.copyOf(points);
    }

    /** A metric without a label. */
    public static Metric of(String name, String help, double value) {
      return new Metric(name, help, List.of(new Point(Map.of(), value)));
    }

    /** A metric with one label. */
    public static Metric of(String name, String help, String label, Map<String, Double> values) {
      return new Metric(
          name,
          help,
          values.entrySet().stream()
              .map(value -> new Point(Map.of(label, value.getKey()), value.getValue()))
              .toList());
    }
  }

  /**
   * One value of a metric.
   *
   * @param labels from name to value; none carries an address
   */
  record Point(Map<String, String> labels, double value) {
    public Point {
      labels = Map.copyOf(labels);
    }
  }
}
