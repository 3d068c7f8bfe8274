package org.sluice.store.redis;

import org.sluice.core.limit.SenderKey;

/**
 * Senders are divided into parts. All keys of a part carry its number in braces, so that Redis
 * Cluster keeps them in one slot, and each part has a mark of its generation: who finds it missing
 * has found an emptied server, however the cluster is divided.
 *
 * @param count how many; a power of two
 */
record Parts(int count) {
  /**
   * Parts of a real Redis: 256 for each of 16 masters, so that the fullest has some 6 % more than
   * its share, and so few that all their marks are read in a moment.
   */
  static final Parts ALL = new Parts(4096);

  Parts {
    if (Integer.bitCount(count) != 1) {
      throw new IllegalArgumentException("Parts are a power of two, not " + count);
    }
  }

  /** The part of the organization's counts, which comes after those of the senders. */
  int organization() {
    return count;
  }

  /** With the organization's. */
  int all() {
    return count + 1;
  }

  int of(SenderKey sender) {
    return (int) (sender.low() ^ sender.low() >>> 32) & (count - 1);
  }
}
