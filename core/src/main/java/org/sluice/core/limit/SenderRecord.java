package org.sluice.core.limit;

import java.util.Arrays;

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

  /**
   * What was counted from an instant on, to the minute. A word that may be that of a slot which the
   * instant lies in is there whole, which is the strict side.
   */
  public SenderRecord since(long steadyMillis) {
    int from = Buckets.minuteOf(steadyMillis);
    int slot = from - from % Buckets.SLOT;
    int second = (int) (steadyMillis / 1000);
    int old = 0;
    while (old < seconds.length && seconds[old] < second) {
      old++;
    }
    return new SenderRecord(
        sender,
        afreshMillis,
        Arrays.stream(buckets)
            .filter(word -> Buckets.minute(word) >= from || Buckets.minute(word) == slot)
            .toArray(),
        Arrays.copyOfRange(seconds, old, seconds.length),
        Arrays.copyOfRange(messages, old, messages.length));
  }

  /** As a table holds it, with the number of its last change. */
  long[] words(long sequence) {
    if (buckets.length > Buckets.MOST_WORDS || seconds.length > Seconds.MOST_WORDS) {
      throw new IllegalArgumentException(
          "A sender has %d buckets and %d seconds, which is too many"
              .formatted(buckets.length, seconds.length));
    }
    long[] words = new long[SenderTable.HEAD + buckets.length + seconds.length];
    words[0] = sender.high();
    words[1] = sender.low();
    words[2] = sequence;
    words[3] =
        Meta.withAfresh(
            Meta.with(0, buckets.length, seconds.length), Meta.afreshUnits(afreshMillis));
    System.arraycopy(buckets, 0, words, SenderTable.HEAD, buckets.length);
    for (int i = 0; i < seconds.length; i++) {
      words[SenderTable.HEAD + buckets.length + i] = Seconds.word(seconds[i], messages[i]);
    }
    return words;
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
