package org.sluice.core.limit;

import java.util.ArrayList;
import java.util.List;

/**
 * Blocks of words out of large arrays, so that a million small records cost the collector nothing.
 * A block has one of a few sizes; a freed block goes to the next that asks for its size. Not
 * thread-safe.
 */
final class Slab {
  /** Words of a chunk; no block crosses its end. */
  static final int CHUNK = 1 << 16;

  /** The sizes of blocks, in words. The last holds the largest record there can be. */
  private static final int[] SIZES = {
    6, 8, 10, 12, 14, 16, 20, 24, 32, 48, 64, 96, 128, 192, 256, 320, 384, 448
  };

  private static final int NONE = -1;

  private final List<long[]> chunks = new ArrayList<>();
  private final int[] free = new int[SIZES.length];
  private int next = CHUNK;

  Slab() {
    java.util.Arrays.fill(free, NONE);
  }

  /** The smallest size class that holds so many words. */
  static int classOf(int words) {
    for (int i = 0; i < SIZES.length; i++) {
      if (SIZES[i] >= words) {
        return i;
      }
    }
    throw new IllegalArgumentException("No block has " + words + " words");
  }

  /** The words of a size class. */
  static int words(int sizeClass) {
    return SIZES[sizeClass];
  }

  /** A block's address. Its words are what they were. */
  int take(int sizeClass) {
    int address = free[sizeClass];
    if (address != NONE) {
      free[sizeClass] = (int) chunk(address)[offset(address)];
      return address;
    }
    if (next + SIZES[sizeClass] > CHUNK) {
      chunks.add(new long[CHUNK]);
      next = 0;
    }
    address = (chunks.size() - 1) * CHUNK + next;
    next += SIZES[sizeClass];
    return address;
  }

  /** Gives a block back. */
  void give(int address, int sizeClass) {
    chunk(address)[offset(address)] = free[sizeClass];
    free[sizeClass] = address;
  }

  /** The array that holds the block. */
  long[] chunk(int address) {
    return chunks.get(address >>> 16);
  }

  /** Where in the array the block begins. */
  static int offset(int address) {
    return address & (CHUNK - 1);
  }
}
