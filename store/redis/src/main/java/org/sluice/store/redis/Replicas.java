package org.sluice.store.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Of which masters too few replicas have what they count.
 *
 * <p>Each master by itself: what others vouch for says nothing of it. Once it lacks replicas it
 * does until they vouch for something {@value #HELD_MILLIS} ms or more after they last did not, so
 * that replicas that now and then are late are one loss and not many; and for as long as nobody
 * asks. There are as many entries as masters at most, but for those that lead no more until the
 * next look. Thread-safe.
 */
final class Replicas {
  /** How long everything has to be vouched for until it is told that nothing is lacking. */
  static final long HELD_MILLIS = 10_000;

  private final LongSupplier monotonicMillis;
  private final Map<String, Long> lackedAtMillis = new ConcurrentHashMap<>();

  /**
   * @param monotonicMillis a clock that is never stepped
   */
  Replicas(LongSupplier monotonicMillis) {
    this.monotonicMillis = monotonicMillis;
  }

  /** A master was asked whether enough replicas have what it counted. */
  void answered(String master, boolean enough) {
    if (!enough) {
      lackedAtMillis.put(master, monotonicMillis.getAsLong());
    } else if (!lackedAtMillis.isEmpty()) {
      long now = monotonicMillis.getAsLong();
      lackedAtMillis.computeIfPresent(master, (m, at) -> now - at < HELD_MILLIS ? at : null);
    }
  }

  /**
   * The masters that lack replicas.
   *
   * @param leads whether one is a master still; who is not is forgotten
   */
  List<String> lacking(Predicate<String> leads) {
    lackedAtMillis.keySet().removeIf(leads.negate());
    return lackedAtMillis.keySet().stream().sorted().toList();
  }
}
