package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The nodes that count in the shared ledger, as this one knows them. After it was emptied only they
 * can say what was in it: until each has added what it counted, or was not heard of for so long
 * that none of it is in any window, the counts are not whole. Thread-safe.
 */
final class Roster {
  /** A day, the longest window, and the half hour by which a bucket may be longer. */
  static final long KEPT_MILLIS = 88_200_000;

  /** What is written is at most so old. */
  static final long WRITTEN_MILLIS = 3_600_000;

  private final String me;
  private final Map<String, Long> heard = new HashMap<>();
  private final Consumer<Map<String, Long>> keep;
  private final Object writing = new Object();
  private long keptAt;
  private boolean due;

  /**
   * @param me this node's name
   * @param known what was kept by the process before this one
   * @param keep keeps it; may take its time
   */
  Roster(String me, Map<String, Long> known, Consumer<Map<String, Long>> keep) {
    this.me = me;
    this.keep = keep;
    known.forEach((node, millis) -> heard.put(node, millis + WRITTEN_MILLIS));
  }

  String me() {
    return me;
  }

  /** Who the store says is there; {@link #keepHeard} keeps it. */
  synchronized void hear(Filling.Present present) {
    Set<String> before = Set.copyOf(heard.keySet());
    present.heardMillis().forEach((node, millis) -> heard.merge(node, millis, Math::max));
    heard.values().removeIf(millis -> millis < present.storeMillis() - KEPT_MILLIS);
    if (!before.equals(heard.keySet()) || present.storeMillis() - keptAt > WRITTEN_MILLIS) {
      keptAt = present.storeMillis();
      due = true;
    }
  }

  /** Keeps what was heard and has to be kept; holds up nobody who hears or asks meanwhile. */
  void keepHeard() {
    if (!isDue()) {
      return;
    }
    synchronized (writing) {
      takeDue().ifPresent(keep);
    }
  }

  private synchronized boolean isDue() {
    return due;
  }

  private synchronized Optional<Map<String, Long>> takeDue() {
    Optional<Map<String, Long>> taken = due ? Optional.of(Map.copyOf(heard)) : Optional.empty();
    due = false;
    return taken;
  }

  /** Nodes whose counts are not among those of these. */
  synchronized List<String> missing(Set<String> joined) {
    List<String> missing = new ArrayList<>();
    for (String node : heard.keySet()) {
      if (!joined.contains(node)) {
        missing.add(node);
      }
    }
    missing.sort(null);
    return missing;
  }
}
