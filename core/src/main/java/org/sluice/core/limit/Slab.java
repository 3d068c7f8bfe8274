package org.sluice.core.limit;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of words out of large arrays, so that a million small records cost the collector nothing.
 *
 * <p>A block has one of a few sizes, and a chunk holds blocks of one size only. A chunk whose last
 * block is given back serves any size again: records that all grow leave nothing behind. Where some
 * grow and others stay, chunks are left with holes; once the holes of a size are more than a
 * quarter of what is taken ({@link #loose}), the owner moves the blocks of an emptier chunk into
 * those of the others, a few at a time.
 *
 * <p>A block's fourth word is the owner's and never {@value #FREE}, which marks a free block. Not
 * thread-safe.
 */
final class Slab {
  /** Words of a chunk; no block crosses its end. */
  static final int CHUNK = 1 << Slab.SHIFT;

  /** No block. */
  static final int NONE = -1;

  /** The fourth word of a free block. */
  static final long FREE = -1;

  private static final int SHIFT = 12;

  /** The sizes of blocks, in words. The last holds the largest record there can be. */
  private static final int[] SIZES = {
    6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224,
    256, 288, 320, 352, 384, 448
  };

  /** Empty chunks that are kept for the next that needs one; the memory of others is given back. */
  private static final int SPARE = 32;

  /** How many chunks are looked at for an emptier one, so that no charge waits for the search. */
  private static final int LOOK = 32;

  private static final long[] NOTHING = {};

  private final Shelf[] shelves = new Shelf[SIZES.length];
  private final ArrayDeque<Chunk> empty = new ArrayDeque<>();
  private long[][] words = new long[16][];
  private Chunk[] chunks = new Chunk[16];
  private int made;
  private int inMemory;
  private @Nullable Chunk leaving;
  private int leavingAt;

  /** What is known of one array. */
  private static final class Chunk {
    final int number;
    int sizeClass;
    int taken;
    int fresh;
    int free = NONE;
    @Nullable Chunk before;
    @Nullable Chunk after;

    Chunk(int number) {
      this.number = number;
    }
  }

  /** The chunks of one size that have room, those that were full last at the front. */
  private static final class Shelf {
    @Nullable Chunk first;
    @Nullable Chunk last;
    int taken;
    int chunks;

    void add(Chunk chunk) {
      chunk.before = null;
      chunk.after = first;
      if (first == null) {
        last = chunk;
      } else {
        first.before = chunk;
      }
      first = chunk;
    }

    void take(Chunk chunk) {
      if (chunk.before == null) {
        first = chunk.after;
      } else {
        chunk.before.after = chunk.after;
      }
      if (chunk.after == null) {
        last = chunk.before;
      } else {
        chunk.after.before = chunk.before;
      }
      chunk.before = null;
      chunk.after = null;
    }

    /** The emptiest of the last few. */
    @Nullable Chunk emptiest() {
      Chunk found = last;
      Chunk at = last;
      for (int i = 0; at != null && i < LOOK; i++) {
        found = found == null || at.taken < found.taken ? at : found;
        at = at.before;
      }
      return found;
    }
  }

  Slab() {
    Arrays.setAll(shelves, i -> new Shelf());
  }

  /** The smallest size class that holds so many words. */
  static int classOf(int words) {
    int at = Arrays.binarySearch(SIZES, words);
    int sizeClass = at < 0 ? -at - 1 : at;
    if (sizeClass == SIZES.length) {
      throw new IllegalArgumentException("No block has " + words + " words");
    }
    return sizeClass;
  }

  /** The words of a size class. */
  static int words(int sizeClass) {
    return SIZES[sizeClass];
  }

  /** A block's address. Its words are what they were; the owner writes the fourth. */
  int take(int sizeClass) {
    Shelf shelf = shelves[sizeClass];
    Chunk chunk = shelf.first == null ? open(sizeClass) : shelf.first;
    int offset = chunk.free;
    if (offset == NONE) {
      offset = chunk.fresh;
      chunk.fresh += SIZES[sizeClass];
    } else {
      chunk.free = (int) words[chunk.number][offset];
    }
    chunk.taken++;
    shelf.taken++;
    if (isFull(chunk)) {
      shelf.take(chunk);
    }
    return chunk.number << SHIFT | offset;
  }

  /** Gives a block back. */
  void give(int address) {
    Chunk chunk = chunks[address >>> SHIFT];
    Shelf shelf = shelves[chunk.sizeClass];
    boolean wasFull = isFull(chunk);
    int offset = offset(address);
    words[chunk.number][offset] = chunk.free;
    words[chunk.number][offset + 3] = FREE;
    chunk.free = offset;
    chunk.taken--;
    shelf.taken--;
    if (chunk.taken == 0) {
      close(chunk, shelf, wasFull);
    } else if (wasFull && chunk != leaving) {
      shelf.add(chunk);
    }
    if (leaving == null && hasHoles(shelf, SIZES[chunk.sizeClass])) {
      leave(shelf);
    }
  }

  /**
   * A block that its owner is to move, so that its chunk serves other sizes: to a new one of the
   * same size, this one given back. {@link #NONE} as long as the holes are few.
   */
  int loose() {
    Chunk chunk = leaving;
    if (chunk == null) {
      return NONE;
    }
    int size = SIZES[chunk.sizeClass];
    while (leavingAt < chunk.fresh && words[chunk.number][leavingAt + 3] == FREE) {
      leavingAt += size;
    }
    return chunk.number << SHIFT | leavingAt;
  }

  /** Words that are held for blocks, taken or not. */
  long held() {
    return (long) (made - empty.size()) * CHUNK;
  }

  /** Words of memory, with those of empty chunks. */
  long memory() {
    return (long) inMemory * CHUNK;
  }

  /** The array that holds the block. */
  long[] chunk(int address) {
    return words[address >>> SHIFT];
  }

  /** Where in the array the block begins. */
  static int offset(int address) {
    return address & (CHUNK - 1);
  }

  private Chunk open(int sizeClass) {
    Chunk chunk = empty.isEmpty() ? make() : empty.pop();
    if (words[chunk.number].length == 0) {
      words[chunk.number] = new long[CHUNK];
      inMemory++;
    }
    chunk.sizeClass = sizeClass;
    chunk.fresh = 0;
    chunk.free = NONE;
    shelves[sizeClass].chunks++;
    shelves[sizeClass].add(chunk);
    return chunk;
  }

  private Chunk make() {
    if (made == chunks.length) {
      words = Arrays.copyOf(words, made * 2);
      chunks = Arrays.copyOf(chunks, made * 2);
    }
    Chunk chunk = new Chunk(made);
    words[made] = NOTHING;
    chunks[made++] = chunk;
    return chunk;
  }

  private void close(Chunk chunk, Shelf shelf, boolean wasFull) {
    if (chunk == leaving) {
      leaving = null;
    } else if (!wasFull) {
      shelf.take(chunk);
    }
    shelf.chunks--;
    int spare = inMemory - (made - empty.size());
    if (spare < SPARE) {
      empty.push(chunk);
    } else {
      words[chunk.number] = NOTHING;
      inMemory--;
      empty.add(chunk); // Behind those that have their memory.
    }
  }

  /** Begins to empty a chunk: nothing new is taken from it. */
  private void leave(Shelf shelf) {
    Chunk chunk = shelf.emptiest();
    if (chunk != null) {
      shelf.take(chunk);
      leaving = chunk;
      leavingAt = 0;
    }
  }

  private static boolean hasHoles(Shelf shelf, int size) {
    int holes = shelf.chunks * (CHUNK / size) - shelf.taken;
    return (long) holes * size > 2 * CHUNK + (long) shelf.taken * size / 4;
  }

  private static boolean isFull(Chunk chunk) {
    return chunk.free == NONE && chunk.fresh + SIZES[chunk.sizeClass] > CHUNK;
  }
}
