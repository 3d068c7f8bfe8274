package org.sluice.core.decision;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * That a sender passes above the same limit is recorded once in 24 hours. The ledger tells of each
 * crossing, and a sender whose rate is the limit's crosses it every minute: each of those would be
 * a record and an alert, and none would say anything new.
 *
 * <p>At most {@value #MOST} are remembered; beyond, each crossing is recorded. The memory is this
 * node's and is lost with the process: after a restart, and on another node, it is recorded again.
 * Thread-safe.
 */
final class QuietTime {
  /** How long it is not recorded again. */
  static final long MILLIS = 24 * 3_600_000L;

  /** The most senders and limits that are remembered. */
  static final int MOST = 100_000;

  /** How often those of which the time is over are looked for, when there is no room. */
  static final long SWEEP_MILLIS = 60_000;

  private final ConcurrentMap<Crossing, Long> recorded = new ConcurrentHashMap<>();
  private final AtomicLong nextSweepMillis = new AtomicLong(Long.MIN_VALUE);

  private record Crossing(RestrictedEntity sender, LimitKind limit) {}

  /** Whether it is to be recorded; then the time begins. */
  boolean isOver(RestrictedEntity sender, LimitKind limit, long steadyMillis) {
    if (recorded.size() >= MOST) {
      sweep(steadyMillis);
    }
    Crossing crossing = new Crossing(sender, limit);
    Long last = recorded.get(crossing);
    if (last != null) {
      return steadyMillis - last >= MILLIS && recorded.replace(crossing, last, steadyMillis);
    }
    return recorded.size() >= MOST || recorded.putIfAbsent(crossing, steadyMillis) == null;
  }

  private void sweep(long steadyMillis) {
    long next = nextSweepMillis.get();
    if (steadyMillis >= next && nextSweepMillis.compareAndSet(next, steadyMillis + SWEEP_MILLIS)) {
      recorded.values().removeIf(last -> steadyMillis - last >= MILLIS);
    }
  }
}
