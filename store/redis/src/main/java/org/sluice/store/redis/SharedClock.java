package org.sluice.store.redis;

import java.util.function.LongSupplier;

/**
 * The store's clock as a node knows it: its own clock that is never stepped, and how far the
 * store's was ahead of it when it was last asked. A step forward is followed at once, a step back
 * is not: the shared clock goes at half its speed until the store's has caught up, and so never
 * goes back. Thread-safe.
 */
final class SharedClock {
  private final LongSupplier monotonic;
  private boolean known;
  private long aheadMillis;
  private long readAt;

  SharedClock(LongSupplier monotonicMillis) {
    this.monotonic = monotonicMillis;
  }

  long monotonicMillis() {
    return monotonic.getAsLong();
  }

  /** The store said what time it is, somewhere between the asking and now. */
  synchronized void read(long storeMillis, long askedAtMonotonic) {
    long now = monotonic.getAsLong();
    long measured = storeMillis - (askedAtMonotonic + now) / 2;
    long slowest = aheadMillis - (now - readAt) / 2;
    aheadMillis = known ? Math.max(measured, slowest) : measured;
    readAt = now;
    known = true;
  }

  /** Unix milliseconds; 0 if the store was never asked. */
  synchronized long millis() {
    return known ? monotonic.getAsLong() + aheadMillis : 0;
  }
}
