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
   * @param label the name of the label; empty for a metric without one
   * @param values by the label's value; one entry under the empty text if there is no label
   */
  record Metric(String name, String help, String label, Map<String, Double> values) {
    public Metric {
      values = Map.copyOf(values);
    }

    /** A metric without a label. */
    public static Metric of(String name, String help, double value) {
      return new Metric(name, help, "", Map.of("", value));
    }
  }
}
