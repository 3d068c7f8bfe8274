package org.sluice.core.alert;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who is surely not among those watched: a Bloom filter of one hash, small enough for a processor's
 * cache. With {@link SendingPatterns#MOST_SENDERS} names one of ten others is taken for one of
 * them. Thread-safe; neither waits nor allocates.
 */
final class WatchedFilter {
  private static final int BITS = 1 << 20;
  private static final int SPREAD = 0x9e3779b9; // 2^32 divided by the golden ratio
  private static final int SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(BITS);

  private final AtomicLongArray words = new AtomicLongArray(BITS / Long.SIZE);

  void add(String name) {
    int bit = bit(name);
    words.getAndAccumulate(bit / Long.SIZE, 1L << bit, (had, more) -> had | more);
  }

  /** False only of a name that was not added. */
  boolean mayHave(String name) {
    int bit = bit(name);
    return (words.getOpaque(bit / Long.SIZE) & (1L << bit)) != 0;
  }

  private static int bit(String name) {
    return (name.hashCode() * SPREAD) >>> SHIFT;
  }
}
