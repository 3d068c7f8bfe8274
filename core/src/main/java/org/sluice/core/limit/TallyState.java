package org.sluice.core.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a {@link Tally} as words, for a store's snapshots. Senders are copied slot by
 * slot, while charges go on; each carries the number of its last change, so that playing the log
 * again from the beginning of the copy adds nothing twice. Messages and the organization's ring are
 * copied in one go, at the beginning. Not thread-safe.
 */
public final class TallyState {
  private final Tally tally;
  private final SenderTable table;
  private final MessageMemory messages;
  private final OrganizationRing organization;

  TallyState(
      Tally tally, SenderTable table, MessageMemory messages, OrganizationRing organization) {
    this.tally = tally;
    this.table = table;
    this.messages = messages;
    this.organization = organization;
  }

  /** Slots of the walk over senders. */
  public int slots() {
    return table.slots();
  }

  /** Changes when a walk has to begin anew. */
  public int generation() {
    return table.generation();
  }

  /** The most words that one sender has. */
  public static int mostWords() {
    return SenderTable.HEAD + Buckets.MOST_WORDS + Seconds.MOST_WORDS;
  }

  /** Copies the sender at a slot; answers how many words it has, 0 if there is none. */
  public int copy(int slot, long[] into) {
    int address = table.at(slot);
    if (address == SenderTable.NONE) {
      return 0;
    }
    long[] chunk = table.chunk(address);
    int offset = Slab.offset(address);
    long meta = chunk[offset + 3];
    int words = SenderTable.HEAD + Meta.buckets(meta) + Meta.seconds(meta);
    System.arraycopy(chunk, offset, into, 0, words);
    return words;
  }

  /** The sender at a slot; null if there is none. */
  public @Nullable SenderRecord sender(int slot) {
    int address = table.at(slot);
    return address == SenderTable.NONE
        ? null
        : SenderRecord.of(table.chunk(address), Slab.offset(address));
  }

  /** Puts a copied sender back, if the table has none that is newer. */
  public void restore(long[] words, int count) {
    long meta = words[3];
    if (count != SenderTable.HEAD + Meta.buckets(meta) + Meta.seconds(meta)) {
      throw new IllegalArgumentException("A sender's record has the wrong length");
    }
    int address = table.findOrMake(words[0], words[1]);
    if (table.chunk(address)[Slab.offset(address) + 2] > words[2]) {
      return;
    }
    address = table.fit(address, count);
    long[] chunk = table.chunk(address);
    int offset = Slab.offset(address);
    int sizeClass = Meta.sizeClass(chunk[offset + 3]);
    System.arraycopy(words, 0, chunk, offset, count);
    chunk[offset + 3] = Meta.withSizeClass(meta, sizeClass);
  }

  /**
   * Puts what another ledger counted of a sender in place of what is here, as a change of its own.
   *
   * @throws IllegalArgumentException if it has more than a sender can have
   */
  public void put(SenderRecord counted) {
    long number = tally.sequence() + 1;
    tally.resume(number, tally.lastMillis());
    long[] words = counted.words(number);
    restore(words, words.length);
  }

  /**
   * Puts what another ledger counted of all senders together in place of what is here.
   *
   * @param atMillis the other's clock, which this one's time is not behind any more
   */
  public void put(OrganizationRecord counted, long atMillis) {
    tally.resume(tally.sequence(), Math.max(tally.lastMillis(), atMillis));
    organization.replace(counted, Buckets.minuteOf(tally.lastMillis()));
  }

  public List<long[]> messages() {
    return messages.dump();
  }

  public void restoreMessage(long[] words) {
    messages.restore(words);
  }

  /** The slots of the organization that have any. */
  public OrganizationRecord organizationSlots() {
    return organization.slots();
  }

  public long[] organization() {
    return organization.dump();
  }

  public void restoreOrganization(long[] words) {
    organization.restore(words);
  }

  /** Goes on from a change's number and an instant. */
  public void resume(long sequence, long lastMillis) {
    tally.resume(sequence, lastMillis);
  }
}
