package org.sluice.core.limit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one message while the MTA may still ask about it: which recipients were
 * counted, and in which minutes, so that they can be given back. Not thread-safe.
 */
final class Message {
  /** Words kept of a message when its object is used again; more were for an unusual one. */
  private static final int MOST_KEPT = 96;

  /** Where {@link MessageMemory} has it. */
  final int place;

  private long key;
  HashSet64 recipients = new HashSet64();

  /** Recipients named in granted charges, repeats included: what the MTA has accepted. */
  int answered;

  /** Recipients counted without a name. */
  int unnamed;

  /** The second in which the message was counted; 0 if it was not. */
  int second;

  /** Whether the end of the message was asked about. */
  boolean closed;

  /** The limit that refused one of its recipients and will refuse the whole. */
  @Nullable LimitKind refusedBy;

  /** Triples of minute, internal, external. */
  private int[] counted = new int[3];

  private int triples;

  Message(int place) {
    this.place = place;
  }

  long key() {
    return key;
  }

  /** Becomes a message of which nothing is known. */
  void begin(long newKey) {
    key = newKey;
    if (recipients.room() > MOST_KEPT) {
      recipients = new HashSet64();
    }
    if (counted.length > MOST_KEPT) {
      counted = new int[3];
    }
    forget();
    closed = false;
    refusedBy = null;
  }

  void count(int minute, int internal, int external) {
    if (triples == 0 || counted[3 * triples - 3] != minute) {
      if (3 * triples == counted.length) {
        counted = Arrays.copyOf(counted, counted.length * 2);
      }
      counted[3 * triples] = minute;
      counted[3 * triples + 1] = 0;
      counted[3 * triples + 2] = 0;
      triples++;
    }
    counted[3 * triples - 2] += internal;
    counted[3 * triples - 1] += external;
  }

  int minutes() {
    return triples;
  }

  int minute(int i) {
    return counted[3 * i];
  }

  int internal(int i) {
    return counted[3 * i + 1];
  }

  int external(int i) {
    return counted[3 * i + 2];
  }

  /** Nothing of it is counted any more. */
  void forget() {
    recipients.clear();
    triples = 0;
    answered = 0;
    unnamed = 0;
    second = 0;
  }

  /** All of it as words, for a snapshot. */
  long[] dump(long lastMillis) {
    long[] words = new long[6 + recipients.size() + 2 * triples];
    words[0] = key;
    words[1] = (long) answered << 32 | unnamed;
    words[2] =
        (long) second << 32 | (closed ? 1 : 0) | (refusedBy == null ? 0 : refusedBy.bit() << 1);
    words[3] = lastMillis;
    words[4] = recipients.size();
    words[5] = triples;
    recipients.copyTo(words, 6);
    for (int i = 0; i < triples; i++) {
      words[6 + recipients.size() + 2 * i] = minute(i);
      words[7 + recipients.size() + 2 * i] = (long) internal(i) << 32 | external(i);
    }
    return words;
  }

  static long key(long[] words) {
    return words[0];
  }

  static long lastMillis(long[] words) {
    return words[3];
  }

  static boolean isClosed(long[] words) {
    return (words[2] & 1) != 0;
  }

  /** Becomes the message of a snapshot, but for {@link #closed}, which its keeper sets. */
  void fill(long[] words) {
    forget();
    answered = (int) (words[1] >>> 32);
    unnamed = (int) words[1];
    second = (int) (words[2] >>> 32);
    refusedBy = kind((int) words[2] >>> 1);
    int named = (int) words[4];
    for (int i = 0; i < named; i++) {
      recipients.add(words[6 + i]);
    }
    for (int i = 0; i < (int) words[5]; i++) {
      long counts = words[7 + named + 2 * i];
      count((int) words[6 + named + 2 * i], (int) (counts >>> 32), (int) counts);
    }
  }

  private static @Nullable LimitKind kind(int bit) {
    for (LimitKind kind : LimitKind.values()) {
      if (kind.bit() == bit) {
        return kind;
      }
    }
    return null;
  }
}
