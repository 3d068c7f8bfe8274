package org.sluice.portal.monitoring;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;

/**
 * One door's decisions: how many of each reason, and how long they took. Counting is two additions;
 * it allocates nothing. Thread-safe.
 */
public final class DecisionCounts {
  /** Upper bounds of the latency buckets, in nanoseconds; above the last is the last bucket. */
  static final long[] BOUNDS_NANOS = {
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    1_000_000_000,
    5_000_000_000L
  };

  private static final Reason[] REASONS = Reason.values();
  private static final double NANOS = 1e9;

  private final String door;
  private final AtomicLongArray byReason = new AtomicLongArray(REASONS.length);
  private final AtomicLongArray byLatency = new AtomicLongArray(BOUNDS_NANOS.length + 1);
  private final LongAdder nanosInAll = new LongAdder();

  /**
   * @param door the label: {@code delegation}, {@code milter}, {@code proxy}, {@code http}
   */
  public DecisionCounts(String door) {
    this.door = door;
  }

  /**
   * Counts one decision.
   *
   * @param nanos from the question to the answer
   */
  public void count(Decision decision, long nanos) {
    byReason.getAndIncrement(decision.reason().ordinal());
    byLatency.getAndIncrement(bucket(nanos));
    nanosInAll.add(nanos);
  }

  private static int bucket(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /** Adds how many there were of each outcome. */
  void addTo(long[] byOutcome) {
    for (Reason reason : REASONS) {
      byOutcome[kind(reason).ordinal()] += byReason.get(reason.ordinal());
    }
  }

  private static DecisionMinutes.Outcome kind(Reason reason) {
    if (!reason.refuses()) {
      return DecisionMinutes.Outcome.PERMITTED;
    }
    return reason.code() < 500 ? DecisionMinutes.Outcome.DEFERRED : DecisionMinutes.Outcome.REFUSED;
  }

  void addTo(CounterSnapshot.Builder decisions) {
    for (Reason reason : REASONS) {
      decisions.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(Labels.of("door", door, "outcome", outcome(reason), "reason", word(reason)))
              .value((double) byReason.get(reason.ordinal()))
              .build());
    }
  }

  void addTo(HistogramSnapshot.Builder latencies) {
    double[] bounds = new double[BOUNDS_NANOS.length + 1];
    long[] counts = new long[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] =
          i < BOUNDS_NANOS.length ? (double) BOUNDS_NANOS[i] / NANOS : Double.POSITIVE_INFINITY;
      counts[i] = byLatency.get(i);
    }
    latencies.dataPoint(
        HistogramSnapshot.HistogramDataPointSnapshot.builder()
            .labels(Labels.of("door", door))
            .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
            .sum((double) nanosInAll.sum() / NANOS)
            .build());
  }

  private static String outcome(Reason reason) {
    if (!reason.refuses()) {
      return "permit";
    }
    return reason.code() < 500 ? "defer" : "reject";
  }

  private static String word(Reason reason) {
    return reason.name().toLowerCase(java.util.Locale.ROOT);
  }
}
