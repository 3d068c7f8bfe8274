package org.sluice.core.limit;

/** A small set of hashes, none of them 0: open addressing that grows. Not thread-safe. */
final class HashSet64 {
  private long[] slots = new long[4];
  private int size;

  int size() {
    return size;
  }

  /** Words that it takes. */
  int room() {
    return slots.length;
  }

  boolean contains(long hash) {
    return slots[slotOf(slots, hash)] == hash;
  }

  /** Adds a hash; false if it was there. */
  boolean add(long hash) {
    int slot = slotOf(slots, hash);
    if (slots[slot] == hash) {
      return false;
    }
    slots[slot] = hash;
    size++;
    if (size * 4 > slots.length * 3) {
      grow();
    }
    return true;
  }

  void clear() {
    if (size > 0) {
      java.util.Arrays.fill(slots, 0);
      size = 0;
    }
  }

  /** Copies the hashes into an array of at least {@link #size} words from a place on. */
  void copyTo(long[] target, int from) {
    int place = from;
    for (long hash : slots) {
      if (hash != 0) {
        target[place++] = hash;
      }
    }
  }

  private void grow() {
    long[] bigger = new long[slots.length * 2];
    for (long hash : slots) {
      if (hash != 0) {
        bigger[slotOf(bigger, hash)] = hash;
      }
    }
    slots = bigger;
  }

  private static int slotOf(long[] slots, long hash) {
    int slot = (int) hash & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
