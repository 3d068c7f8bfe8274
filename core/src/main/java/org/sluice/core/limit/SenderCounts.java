package org.sluice.core.limit;

/**
 * One sender's record, opened at an instant: what is old is dropped, the sums are made. The cursor
 * is used again for each charge; it holds only until the table changes otherwise. Not thread-safe.
 */
final class SenderCounts {
  private final SenderTable table;
  private int address = SenderTable.NONE;
  private long[] words = new long[0];
  private int head;
  private int buckets;
  private int seconds;
  private int minute;
  private int second;

  int externalInHour;
  int internalInHour;
  int externalInDay;
  int internalInDay;
  int messages;

  SenderCounts(SenderTable table) {
    this.table = table;
  }

  /** Opens the record of a sender, or an empty one that is not in the table. */
  void open(SenderKey key, long nowMillis, long afreshMillis) {
    table.settle();
    address = table.find(key.high(), key.low());
    minute = Buckets.minuteOf(nowMillis);
    second = (int) (nowMillis / 1000);
    if (address == SenderTable.NONE) {
      clearSums();
    } else {
      locate();
      startAfresh(Meta.afreshUnits(afreshMillis));
      tidy();
      sum();
    }
  }

  /** Makes the record if there is none, and room for what one charge may add. */
  void makeRoom(SenderKey key, long afreshMillis) {
    if (address == SenderTable.NONE) {
      address = table.findOrMake(key.high(), key.low());
      locate();
      startAfresh(Meta.afreshUnits(afreshMillis));
    }
    address = table.fit(address, SenderTable.HEAD + buckets + seconds + 2);
    locate();
  }

  /** Forgets the sender if nothing of it matters, and else gives back the room it left. */
  void shrink() {
    if (isIdle()) {
      table.remove(address);
      address = SenderTable.NONE;
    } else {
      address = table.fit(address, SenderTable.HEAD + buckets + seconds + 2);
      locate();
    }
  }

  boolean exists() {
    return address != SenderTable.NONE;
  }

  long sequence() {
    return words[head + 2];
  }

  void sequence(long sequence) {
    words[head + 2] = sequence;
  }

  int told() {
    return exists() ? Meta.told(words[head + 3]) : 0;
  }

  void told(int bits) {
    words[head + 3] = Meta.withTold(words[head + 3], bits);
  }

  int minute() {
    return minute;
  }

  int second() {
    return second;
  }

  /** Counts; the caller made room. */
  void add(int internal, int external, boolean message) {
    if (internal + external > 0) {
      int from = head + SenderTable.HEAD;
      if (Buckets.needsWord(words, from, buckets, minute)) {
        System.arraycopy(words, from + buckets, words, from + buckets + 1, seconds);
      }
      buckets = Buckets.add(words, from, buckets, minute, internal, external);
    }
    if (message) {
      seconds = Seconds.add(words, head + SenderTable.HEAD + buckets, seconds, second);
    }
    store();
  }

  /** Gives back what a message counted, unless a release made it void meanwhile. */
  void giveBack(Message message) {
    if (Meta.millis(Meta.afresh(words[head + 3])) > 1000L * message.second) {
      return;
    }
    int from = head + SenderTable.HEAD;
    for (int i = 0; i < message.minutes(); i++) {
      Buckets.giveBack(
          words, from, buckets, message.minute(i), message.internal(i), message.external(i));
    }
    Seconds.giveBack(words, from + buckets, seconds, message.second);
  }

  /** Whether nothing is left that could matter, so that the sender can leave memory. */
  private boolean isIdle() {
    long afresh = Meta.millis(Meta.afresh(words[head + 3]));
    boolean released = afresh != 0 && Buckets.inDay(Buckets.minuteOf(afresh), minute);
    return buckets == 0 && seconds == 0 && !released;
  }

  /** The second at which so many messages will have left the window. */
  int messagesLeave(int surplus) {
    return Seconds.leaves(words, head + SenderTable.HEAD + buckets, seconds, surplus);
  }

  /** The minute of the oldest bucket of the day that has recipients, or 0. */
  int oldestInDay() {
    return oldest(false, true, true);
  }

  /** The minute of the oldest bucket in the hour, or in the day, that has such recipients, or 0. */
  int oldest(boolean hour, boolean internal, boolean external) {
    for (int i = 0; exists() && i < buckets; i++) {
      long word = words[head + SenderTable.HEAD + i];
      boolean any =
          (internal && Buckets.internal(word) > 0) || (external && Buckets.external(word) > 0);
      if (any && (!hour || Buckets.inHour(Buckets.minute(word), minute))) {
        return Buckets.minute(word);
      }
    }
    return 0;
  }

  private void startAfresh(long units) {
    long meta = words[head + 3];
    if (units > Meta.afresh(meta)) {
      buckets = 0;
      seconds = 0;
      words[head + 3] = Meta.withTold(Meta.with(Meta.withAfresh(meta, units), 0, 0), 0);
    }
  }

  private void tidy() {
    int from = head + SenderTable.HEAD;
    int kept = Buckets.tidy(words, from, buckets, minute);
    if (kept < buckets) {
      System.arraycopy(words, from + buckets, words, from + kept, seconds);
      buckets = kept;
    }
    seconds = Seconds.tidy(words, from + buckets, seconds, second);
    store();
  }

  private void sum() {
    clearSums();
    int from = head + SenderTable.HEAD;
    for (int i = from; i < from + buckets; i++) {
      long word = words[i];
      internalInDay += Buckets.internal(word);
      externalInDay += Buckets.external(word);
      if (Buckets.inHour(Buckets.minute(word), minute)) {
        internalInHour += Buckets.internal(word);
        externalInHour += Buckets.external(word);
      }
    }
    messages = Seconds.sum(words, from + buckets, seconds);
  }

  private void clearSums() {
    externalInHour = 0;
    internalInHour = 0;
    externalInDay = 0;
    internalInDay = 0;
    messages = 0;
  }

  private void locate() {
    words = table.chunk(address);
    head = Slab.offset(address);
    buckets = Meta.buckets(words[head + 3]);
    seconds = Meta.seconds(words[head + 3]);
  }

  private void store() {
    words[head + 3] = Meta.with(words[head + 3], buckets, seconds);
  }
}
