package org.sluice.core.limit;

/**
 * Where each sender's record lies. An index of open addressing (linear probing; a removed entry
 * leaves a mark, so that no entry moves and a walk misses none) over a {@link Slab}.
 *
 * <p>A record is: two words of key; the sequence number of the last change; a word of counts and
 * marks ({@link Meta}); the buckets of recipients ({@link Buckets}); the seconds of messages
 * ({@link Seconds}).
 *
 * <p>Memory: with four buckets and one second a record has nine words and takes ten; with its share
 * of the index that is about 90 bytes. A record that outgrows its block moves to a bigger one, and
 * {@link #settle} brings the holes together. Not thread-safe.
 */
final class SenderTable {
  /** Words before the buckets. */
  static final int HEAD = 4;

  /** No record. */
  static final int NONE = -1;

  private static final int EMPTY = 0;
  private static final int REMOVED = -1;
  private static final int LEAST_SLOTS = 1 << 10;

  /** Records that one charge moves at most. */
  private static final int MOVES = 2;

  private final Slab slab = new Slab();
  private int[] slots = new int[LEAST_SLOTS];
  private int used;
  private int live;
  private int generation;

  /** How many senders there are. */
  int size() {
    return live;
  }

  /** Slots of the index; a walk goes from 0 to it. */
  int slots() {
    return slots.length;
  }

  /** Changes when the index is rebuilt; a walk then begins anew. */
  int generation() {
    return generation;
  }

  /** The record at a slot of the walk, or {@link #NONE}. */
  int at(int slot) {
    return slots[slot] > 0 ? slots[slot] - 1 : NONE;
  }

  long[] chunk(int address) {
    return slab.chunk(address);
  }

  /** The sender's record, or {@link #NONE}. */
  int find(long high, long low) {
    int slot = slotOf(high, low);
    return slot < 0 ? NONE : slots[slot] - 1;
  }

  /** The sender's record, made if there is none. */
  int findOrMake(long high, long low) {
    int found = find(high, low);
    return found != NONE ? found : make(high, low);
  }

  /** Gives the record another block if it needs one for so many words; answers its address. */
  int fit(int address, int words) {
    int offset = Slab.offset(address);
    long[] chunk = slab.chunk(address);
    int old = Meta.sizeClass(chunk[offset + 3]);
    int wanted = Slab.classOf(words);
    if (wanted == old || (wanted < old && Slab.words(old) < 2 * words)) {
      return address;
    }
    return move(address, wanted);
  }

  /**
   * Moves a few records if memory has holes ({@link Slab#loose}). Addresses of before do not hold
   * any more.
   */
  void settle() {
    for (int i = 0; i < MOVES; i++) {
      int address = slab.loose();
      if (address == Slab.NONE) {
        return;
      }
      move(address, Meta.sizeClass(slab.chunk(address)[Slab.offset(address) + 3]));
    }
  }

  /** Words held for records, with holes. */
  long held() {
    return slab.held();
  }

  /** Words of memory for records, now or later. */
  long memory() {
    return slab.memory();
  }

  private int move(int address, int sizeClass) {
    long[] chunk = slab.chunk(address);
    int offset = Slab.offset(address);
    int old = Meta.sizeClass(chunk[offset + 3]);
    int moved = slab.take(sizeClass);
    long[] target = slab.chunk(moved);
    int start = Slab.offset(moved);
    System.arraycopy(
        chunk, offset, target, start, Math.min(Slab.words(old), Slab.words(sizeClass)));
    target[start + 3] = Meta.withSizeClass(target[start + 3], sizeClass);
    slots[slotOf(target[start], target[start + 1])] = moved + 1;
    slab.give(address);
    return moved;
  }

  /** Forgets a sender. */
  void remove(int address) {
    int offset = Slab.offset(address);
    long[] chunk = slab.chunk(address);
    slots[slotOf(chunk[offset], chunk[offset + 1])] = REMOVED;
    slab.give(address);
    live--;
  }

  private int make(long high, long low) {
    if ((used + 1) * 4L > slots.length * 3L) {
      rebuild();
    }
    int sizeClass = 0;
    int address = slab.take(sizeClass);
    long[] chunk = slab.chunk(address);
    int offset = Slab.offset(address);
    chunk[offset] = high;
    chunk[offset + 1] = low;
    chunk[offset + 2] = 0;
    chunk[offset + 3] = Meta.withSizeClass(0, sizeClass);
    insert(slots, address);
    used++;
    live++;
    return address;
  }

  /** Twice the slots if most are live; the same number if most are marks of removed ones. */
  private void rebuild() {
    int[] old = slots;
    int[] bigger = new int[live * 2 > old.length ? old.length * 2 : old.length];
    for (int slot : old) {
      if (slot > 0) {
        insert(bigger, slot - 1);
      }
    }
    slots = bigger;
    used = live;
    generation++;
  }

  private void insert(int[] into, int address) {
    long low = slab.chunk(address)[Slab.offset(address) + 1];
    int slot = (int) low & (into.length - 1);
    while (into[slot] != EMPTY) {
      slot = (slot + 1) & (into.length - 1);
    }
    into[slot] = address + 1;
  }

  private int slotOf(long high, long low) {
    int slot = (int) low & (slots.length - 1);
    while (slots[slot] != EMPTY) {
      if (slots[slot] != REMOVED) {
        int address = slots[slot] - 1;
        long[] chunk = slab.chunk(address);
        int offset = Slab.offset(address);
        if (chunk[offset] == high && chunk[offset + 1] == low) {
          return slot;
        }
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return NONE;
  }
}
