package org.sluice.core.limit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that the MTA may still ask about, found by key, forgotten oldest first: an open one
 * an hour after it was last asked about (Postfix lets a client wait 300 s at each command), a
 * closed one after five minutes, and either kind earlier if there are too many. A forgotten message
 * that comes back is counted as a new one: the strict side. Not thread-safe.
 */
final class MessageMemory {
  static final int MOST_OPEN = 65_536;
  static final int MOST_CLOSED = 16_384;
  static final long OPEN_MILLIS = 3_600_000;
  static final long CLOSED_MILLIS = 300_000;

  private static final int SLOTS = 1 << 17;

  private final @Nullable Message[] slots = new @Nullable Message[SLOTS];
  private final Queue open = new Queue();
  private final Queue closed = new Queue();

  /** A list in order of last use. */
  private static final class Queue {
    @Nullable Message oldest;
    @Nullable Message newest;
    int size;

    void append(Message message) {
      message.older = newest;
      message.newer = null;
      if (newest == null) {
        oldest = message;
      } else {
        newest.newer = message;
      }
      newest = message;
      size++;
    }

    void remove(Message message) {
      if (message.older == null) {
        oldest = message.newer;
      } else {
        message.older.newer = message.newer;
      }
      if (message.newer == null) {
        newest = message.older;
      } else {
        message.newer.older = message.older;
      }
      size--;
    }
  }

  int size() {
    return open.size + closed.size;
  }

  @Nullable Message find(long key) {
    return slots[slotOf(key)];
  }

  /** Remembers a message, or that it was asked about again. */
  void keep(Message message, long nowMillis, boolean whole) {
    int slot = slotOf(message.key);
    if (slots[slot] == null) {
      slots[slot] = message;
    } else {
      queueOf(message).remove(message);
    }
    message.lastMillis = nowMillis;
    message.closed |= whole; // after it left the queue that it was in
    queueOf(message).append(message);
    forgetOld(nowMillis);
  }

  /** Forgets what is too old or too much. */
  void forgetOld(long nowMillis) {
    forget(open, MOST_OPEN, nowMillis - OPEN_MILLIS);
    forget(closed, MOST_CLOSED, nowMillis - CLOSED_MILLIS);
  }

  /** Every message, the longest unused first, for a snapshot. */
  List<long[]> dump() {
    List<long[]> messages = new ArrayList<>(size());
    for (Queue queue : List.of(open, closed)) {
      for (Message m = queue.oldest; m != null; m = m.newer) {
        messages.add(m.dump());
      }
    }
    return messages;
  }

  private void forget(Queue queue, int most, long before) {
    Message oldest = queue.oldest;
    while (oldest != null && (queue.size > most || oldest.lastMillis < before)) {
      queue.remove(oldest);
      clear(slotOf(oldest.key));
      oldest = queue.oldest;
    }
  }

  private Queue queueOf(Message message) {
    return message.closed ? closed : open;
  }

  private int slotOf(long key) {
    int slot = (int) key & (SLOTS - 1);
    for (Message m = slots[slot]; m != null && m.key != key; m = slots[slot]) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }

  /** Closes the gap, so that probing needs no marks (Knuth, TAOCP 6.4, algorithm R). */
  private void clear(int gap) {
    slots[gap] = null;
    int slot = (gap + 1) & (SLOTS - 1);
    for (Message m = slots[slot]; m != null; m = slots[slot]) {
      slots[slot] = null;
      slots[slotOf(m.key)] = m;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }
}
