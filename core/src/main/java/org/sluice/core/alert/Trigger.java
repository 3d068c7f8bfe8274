package org.sluice.core.alert;

import java.time.Duration;

/**
 * When events become an alert.
 *
 * @param threshold with aggregation: the alert fires on the event after so many, 1 to {@value
 *     #MOST_THRESHOLD}; else 0
 * @param window with aggregation: how long an event counts, a minute to {@link #MOST_WINDOW}; else
 *     zero
 */
public record Trigger(AggregationType type, int threshold, Duration window) {
  /** The greatest threshold. */
  public static final int MOST_THRESHOLD = 10_000;

  /** The longest window. */
  public static final Duration MOST_WINDOW = Duration.ofDays(1);

  /** Each event fires. */
  public static final Trigger EACH = new Trigger(AggregationType.None, 0, Duration.ZERO);

  public Trigger {
    boolean good =
        switch (type) {
          case None -> threshold == 0 && window.isZero();
          case SimpleAggregation ->
              threshold >= 1
                  && threshold <= MOST_THRESHOLD
                  && window.compareTo(Duration.ofMinutes(1)) >= 0
                  && window.compareTo(MOST_WINDOW) <= 0;
        };
    if (!good) {
      throw new IllegalArgumentException(
          "With -AggregationType SimpleAggregation, -Threshold is 1 to "
              + MOST_THRESHOLD
              + " and -TimeWindow is 1 to "
              + MOST_WINDOW.toMinutes()
              + " minutes; with None there is neither");
    }
  }
}
