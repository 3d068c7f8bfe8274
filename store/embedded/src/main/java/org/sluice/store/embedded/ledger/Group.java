package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.TallyLog;

/**
 * The records that go to the journal in one write. A full group is written early; its stages still
 * complete in their turn. Not thread-safe: used under the ledger's lock.
 */
final class Group implements TallyLog {
  private final Journal journal;
  private final Consumer<IOException> lost;
  private final Records records = new Records();
  private final ByteBuffer buffer;
  private boolean whole = true;

  /**
   * @param bytes that it holds
   * @param lost told of what could not be written
   */
  Group(Journal journal, int bytes, Consumer<IOException> lost) {
    this.journal = journal;
    this.lost = lost;
    this.buffer = ByteBuffer.allocateDirect(bytes);
  }

  int bytes() {
    return buffer.position();
  }

  /**
   * Writes the rest, and the next group begins; false if the disk refused any part of this one. A
   * segment begun since then hides no loss: what was refused stands in none.
   */
  boolean end() {
    write();
    boolean all = whole;
    whole = true;
    return all;
  }

  /** Writes what there is; the group goes on. What the disk refuses is told. */
  void write() {
    try {
      if (buffer.position() > 0 || !journal.isOpen()) {
        journal.write(buffer.flip());
      }
    } catch (IOException e) {
      whole = false;
      lost.accept(e);
    } finally {
      buffer.clear();
    }
  }

  @Override
  public void counted(Counted counted) {
    makeRoom(Records.bytes(counted));
    records.counted(buffer, counted);
  }

  @Override
  public void gaveBack(long sequence, SenderKey sender, long message, long atMillis) {
    makeRoom(Records.MOST_FIXED_BYTES);
    records.gaveBack(buffer, sequence, sender, message, atMillis);
  }

  void timeOffset(long millis) {
    makeRoom(Records.MOST_FIXED_BYTES);
    records.timeOffset(buffer, millis);
  }

  void aloneSince(long steadyMillis) {
    makeRoom(Records.MOST_FIXED_BYTES);
    records.aloneSince(buffer, steadyMillis);
  }

  private void makeRoom(int bytes) {
    if (buffer.remaining() < bytes) {
      write();
    }
  }
}
