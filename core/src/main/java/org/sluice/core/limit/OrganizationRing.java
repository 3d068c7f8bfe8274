package org.sluice.core.limit;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * External recipients of all senders together, in a ring of five-minute slots for the day window,
 * with their sum kept. Not thread-safe.
 */
final class OrganizationRing {
  private static final int SLOTS = Buckets.DAY + 1;

  private final long[] counts = new long[SLOTS];
  private int current;
  private long sum;

  /** Brings the ring to a minute; what is older than a day leaves. Never goes back. */
  void forward(int minute) {
    int slot = minute / Buckets.SLOT;
    if (slot - current >= SLOTS) {
      Arrays.fill(counts, 0);
      sum = 0;
      current = slot;
    }
    while (current < slot) {
      current++;
      sum -= counts[current % SLOTS];
      counts[current % SLOTS] = 0;
    }
  }

  long sum() {
    return sum;
  }

  void add(int external) {
    counts[current % SLOTS] += external;
    sum += external;
  }

  /** Gives back what was counted in a minute, if its slot is still there. */
  void giveBack(int minute, int external) {
    int slot = minute / Buckets.SLOT;
    if (slot > current - SLOTS && slot <= current) {
      long back = Math.min(external, counts[slot % SLOTS]);
      counts[slot % SLOTS] -= back;
      sum -= back;
    }
  }

  /** The minute at which the oldest slot that has any leaves the window; 0 if none has. */
  int leaves() {
    for (int slot = current - SLOTS + 1; slot <= current; slot++) {
      if (slot >= 0 && counts[slot % SLOTS] > 0) {
        return (slot + SLOTS) * Buckets.SLOT;
      }
    }
    return 0;
  }

  /** Its slots that have any, in order of time. */
  OrganizationRecord slots() {
    int[] used =
        IntStream.rangeClosed(Math.max(0, current - SLOTS + 1), current)
            .filter(slot -> counts[slot % SLOTS] > 0)
            .toArray();
    return new OrganizationRecord(
        Arrays.stream(used).map(slot -> slot * Buckets.SLOT).toArray(),
        Arrays.stream(used).mapToLong(slot -> counts[slot % SLOTS]).toArray());
  }

  /** Holds these slots instead, as far as they are in the window at a minute. */
  void replace(OrganizationRecord counted, int minute) {
    forward(minute);
    Arrays.fill(counts, 0);
    sum = 0;
    for (int i = 0; i < counted.minutes().length; i++) {
      int slot = Math.min(current, counted.minutes()[i] / Buckets.SLOT);
      if (slot > current - SLOTS) {
        counts[slot % SLOTS] += counted.external()[i];
        sum += counted.external()[i];
      }
    }
  }

  /** All of it as words, for a snapshot. */
  long[] dump() {
    long[] words = new long[SLOTS + 1];
    words[0] = current;
    System.arraycopy(counts, 0, words, 1, SLOTS);
    return words;
  }

  /** As it was when dumped. */
  void restore(long[] words) {
    if (words.length != SLOTS + 1) {
      throw new IllegalArgumentException("A ring has " + (SLOTS + 1) + " words");
    }
    current = (int) words[0];
    System.arraycopy(words, 1, counts, 0, SLOTS);
    sum = 0;
    for (long count : counts) {
      sum += count;
    }
  }
}
