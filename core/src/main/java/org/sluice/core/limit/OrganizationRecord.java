package org.sluice.core.limit;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is counted of all senders together, to be carried from one ledger to another.
 *
 * @param minutes the first minute of each slot that has any, as {@link Buckets} counts minutes
 * @param external external recipients of each of these slots
 */
public record OrganizationRecord(int[] minutes, long[] external) {
  /** Nothing. */
  public static final OrganizationRecord NONE = new OrganizationRecord(new int[0], new long[0]);

  /** Whether nothing is counted. */
  public boolean isEmpty() {
    return minutes.length == 0;
  }

  /** What was counted from an instant on; the slot of that instant is there whole. */
  public OrganizationRecord since(long steadyMillis) {
    int from = Buckets.minuteOf(steadyMillis) / Buckets.SLOT * Buckets.SLOT;
    int[] kept = IntStream.range(0, minutes.length).filter(i -> minutes[i] >= from).toArray();
    return new OrganizationRecord(
        Arrays.stream(kept).map(i -> minutes[i]).toArray(),
        Arrays.stream(kept).mapToLong(i -> external[i]).toArray());
  }

  /** All external recipients in it. */
  public long sum() {
    return Arrays.stream(external).sum();
  }
}
