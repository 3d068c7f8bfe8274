package org.sluice.core.limit;

/**
 * What is counted of one sender, to be carried from one ledger to another.
 *
 * @param afreshMillis usage before this steady instant is void; 0 for none
 * @param buckets words as {@link Buckets} makes them, in order of time
 * @param seconds Unix seconds that had messages, in order of time
 * @param messages how many, for each of the seconds
 */
public record SenderRecord(
    SenderKey sender, long afreshMillis, long[] buckets, int[] seconds, int[] messages) {

  /** Whether nothing is counted. */
  public boolean isEmpty() {
    return buckets.length == 0 && seconds.length == 0;
  }

  static SenderRecord of(long[] chunk, int head) {
    long meta = chunk[head + 3];
    long[] buckets = new long[Meta.buckets(meta)];
    int[] seconds = new int[Meta.seconds(meta)];
    int[] messages = new int[seconds.length];
    int place = head + SenderTable.HEAD;
    System.arraycopy(chunk, place, buckets, 0, buckets.length);
    for (int i = 0; i < seconds.length; i++) {
      long word = chunk[place + buckets.length + i];
      seconds[i] = Seconds.second(word);
      messages[i] = Seconds.count(word);
    }
    return new SenderRecord(
        new SenderKey(chunk[head], chunk[head + 1]),
        Meta.millis(Meta.afresh(meta)),
        buckets,
        seconds,
        messages);
  }
}
