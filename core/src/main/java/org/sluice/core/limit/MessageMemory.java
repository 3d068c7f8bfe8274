package org.sluice.core.limit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that the MTA may still ask about, found by key, forgotten oldest first: an open one
 * an hour after it was last asked about (Postfix lets a client wait 300 s at each command), a
 * closed one after five minutes, and either kind earlier if there are too many. A forgotten message
 * that comes back is counted as a new one: the strict side. Not thread-safe.
 *
 * <p>Every request comes here, mostly with a new message, so that a forgotten message's object is
 * used again: a steady load allocates none and gives the collector nothing to move. Keys, order and
 * ages lie in arrays of their own, so that finding and forgetting touch no message.
 */
final class MessageMemory {
  static final int MOST_OPEN = 65_536;
  static final int MOST_CLOSED = 16_384;
  static final long OPEN_MILLIS = 3_600_000;
  static final long CLOSED_MILLIS = 300_000;

  private static final int SLOT_BITS = 17;
  private static final int SLOTS = 1 << SLOT_BITS;

  /** What of an index entry is the place; the rest are the upper bits of the key. */
  private static final long PLACE = SLOTS - 1;

  /** One more of each kind than may stay, and one that is not kept yet. */
  private static final int MOST_PLACES = MOST_OPEN + MOST_CLOSED + 3;

  private static final int FIRST_PLACES = 1 << 10;
  private static final int NONE = -1;

  /**
   * The index. An entry is the upper bits of a key, whose first say where it belongs, and the place
   * of its message plus one; 0 where there is none. So a probe reads one word and mostly one line
   * of the processor's cache, and an entry can be moved without a look at its message.
   */
  private final long[] index = new long[SLOTS];

  /** By place. */
  private @Nullable Message[] messages = new @Nullable Message[FIRST_PLACES];

  private long[] keys = new long[FIRST_PLACES];
  private long[] lastMillis = new long[FIRST_PLACES];
  private int[] older = new int[FIRST_PLACES];
  private int[] newer = new int[FIRST_PLACES];

  /** Places without a message, each naming the next in {@link #newer}. */
  private int free = NONE;

  private int used;
  private final Queue open = new Queue();
  private final Queue closed = new Queue();

  /** A list of places in order of last use. */
  private final class Queue {
    int oldest = NONE;
    int newest = NONE;
    int size;

    void append(int place) {
      older[place] = newest;
      newer[place] = NONE;
      if (newest == NONE) {
        oldest = place;
      } else {
        newer[newest] = place;
      }
      newest = place;
      size++;
    }

    void remove(int place) {
      if (older[place] == NONE) {
        oldest = newer[place];
      } else {
        newer[older[place]] = newer[place];
      }
      if (newer[place] == NONE) {
        newest = older[place];
      } else {
        older[newer[place]] = older[place];
      }
      size--;
    }
  }

  int size() {
    return open.size + closed.size;
  }

  @Nullable Message find(long key) {
    long entry = index[slotOf(key)];
    return entry == 0 ? null : messages[placeIn(entry)];
  }

  /** The message of this key, or a blank one that {@link #keep} has to follow. */
  Message findOrTake(long key) {
    Message known = find(key);
    return known == null ? take(key) : known;
  }

  private Message take(long key) {
    int place = free;
    if (place == NONE) {
      place = used++;
      makeRoom();
    } else {
      free = newer[place];
    }
    Message message = messages[place];
    if (message == null) {
      message = new Message(place);
      messages[place] = message;
    }
    message.begin(key);
    keys[place] = key;
    return message;
  }

  private void makeRoom() {
    if (used > messages.length) {
      int room = Math.min(messages.length * 2, MOST_PLACES);
      messages = Arrays.copyOf(messages, room);
      keys = Arrays.copyOf(keys, room);
      lastMillis = Arrays.copyOf(lastMillis, room);
      older = Arrays.copyOf(older, room);
      newer = Arrays.copyOf(newer, room);
    }
  }

  /** Remembers a message, or that it was asked about again. */
  void keep(Message message, long nowMillis, boolean whole) {
    int slot = slotOf(message.key());
    if (index[slot] == 0) {
      index[slot] = (message.key() & ~PLACE) | (message.place + 1);
    } else {
      queueOf(message).remove(message.place);
    }
    lastMillis[message.place] = nowMillis;
    message.closed |= whole; // after it left the queue that it was in
    queueOf(message).append(message.place);
    forgetOld(nowMillis);
  }

  /** Forgets what is too old or too much. */
  void forgetOld(long nowMillis) {
    forget(open, MOST_OPEN, nowMillis - OPEN_MILLIS);
    forget(closed, MOST_CLOSED, nowMillis - CLOSED_MILLIS);
  }

  /** Every message, the longest unused first, for a snapshot. */
  List<long[]> dump() {
    List<long[]> words = new ArrayList<>(size());
    for (Queue queue : List.of(open, closed)) {
      for (int place = queue.oldest; place != NONE; place = newer[place]) {
        Message message = messages[place];
        if (message != null) {
          words.add(message.dump(lastMillis[place]));
        }
      }
    }
    return words;
  }

  /** Puts a message of a snapshot back. */
  void restore(long[] words) {
    Message message = findOrTake(Message.key(words));
    message.fill(words);
    keep(message, Message.lastMillis(words), Message.isClosed(words));
  }

  private void forget(Queue queue, int most, long before) {
    int oldest = queue.oldest;
    while (oldest != NONE && (queue.size > most || lastMillis[oldest] < before)) {
      queue.remove(oldest);
      clear(slotOf(keys[oldest]));
      newer[oldest] = free;
      free = oldest;
      oldest = queue.oldest;
    }
  }

  private Queue queueOf(Message message) {
    return message.closed ? closed : open;
  }

  /** Where the key is, or else the empty slot where it would be. */
  private int slotOf(long key) {
    int slot = home(key);
    for (long entry = index[slot]; entry != 0; entry = index[slot]) {
      if (((entry ^ key) & ~PLACE) == 0 && keys[placeIn(entry)] == key) {
        return slot;
      }
      slot = next(slot);
    }
    return slot;
  }

  /** Closes the gap, so that probing needs no marks (Knuth, TAOCP 6.4, algorithm R). */
  private void clear(int slot) {
    int gap = slot;
    index[gap] = 0;
    for (int at = next(gap); index[at] != 0; at = next(at)) {
      int from = home(index[at]);
      boolean reachesWithoutGap = gap <= at ? gap < from && from <= at : gap < from || from <= at;
      if (!reachesWithoutGap) {
        index[gap] = index[at];
        index[at] = 0;
        gap = at;
      }
    }
  }

  private static int placeIn(long entry) {
    return (int) (entry & PLACE) - 1;
  }

  private static int home(long key) {
    return (int) (key >>> (Long.SIZE - SLOT_BITS));
  }

  private static int next(int slot) {
    return (slot + 1) & (SLOTS - 1);
  }
}
