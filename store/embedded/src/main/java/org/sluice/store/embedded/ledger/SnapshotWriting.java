package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyState;

/**
 * Writes a snapshot while charges go on. What is small is copied in one go where the journal began
 * a new segment; senders are copied in slices, under the ledger's lock for some ten microseconds
 * each. Only a snapshot that is whole and on the disk gets its name.
 */
final class SnapshotWriting {
  /** Slots of a slice. */
  static final int SLICE = 512;

  private static final int BUFFER = 2 * Frames.MOST_BYTES;

  private final LedgerFiles files;
  private final JournalFiles disk;
  private final ReentrantLock lock;
  private final TallyState state;
  private final Frames frames = new Frames();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final long[] sender = new long[TallyState.mostWords()];

  SnapshotWriting(LedgerFiles files, JournalFiles disk, ReentrantLock lock, Tally tally) {
    this.files = files;
    this.disk = disk;
    this.lock = lock;
    this.state = tally.state();
  }

  /** What was copied where the segment began. The caller holds the lock. */
  record Beginning(
      int segment,
      long sequence,
      long lastMillis,
      long offsetMillis,
      long aloneSinceMillis,
      long[] organization,
      List<long[]> messages) {

    static Beginning of(int segment, Tally tally, long offsetMillis, long aloneSinceMillis) {
      TallyState state = tally.state();
      return new Beginning(
          segment,
          tally.sequence(),
          tally.lastMillis(),
          offsetMillis,
          aloneSinceMillis,
          state.organization(),
          state.messages());
    }
  }

  /** Writes it; of one that fails nothing stays, since the disk may want for just that room. */
  void write(Beginning beginning) throws IOException {
    prepare(beginning);
    keep(beginning.segment());
  }

  /** Writes all of it, without the name by which it counts. */
  void prepare(Beginning beginning) throws IOException {
    try {
      content(beginning);
    } catch (IOException e) {
      remove(e);
      throw e;
    }
  }

  /** Lets what was prepared count. */
  void keep(int segment) throws IOException {
    try {
      name(segment);
    } catch (IOException e) {
      remove(e);
      throw e;
    }
    files.deleteBefore(segment);
  }

  private void content(Beginning beginning) throws IOException {
    try (JournalFile file = disk.create(files.unfinishedSnapshot())) {
      long head = head(file, beginning);
      while (!senders(file)) {
        file.truncate(head);
      }
      buffer.clear();
      frames.put(buffer, Frames.SNAPSHOT_END);
      file.append(buffer.flip());
      file.force();
    }
  }

  private void name(int segment) throws IOException {
    Files.move(files.unfinishedSnapshot(), files.snapshot(segment), StandardCopyOption.ATOMIC_MOVE);
    files.forceFolder();
  }

  private void remove(IOException failure) {
    try {
      Files.deleteIfExists(files.unfinishedSnapshot());
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private long head(JournalFile file, Beginning beginning) throws IOException {
    buffer.clear();
    frames.put(
        buffer,
        Frames.SNAPSHOT_HEAD,
        beginning.sequence(),
        beginning.lastMillis(),
        beginning.offsetMillis());
    frames.put(buffer, Frames.ALONE_SINCE, beginning.aloneSinceMillis());
    frames.put(buffer, Frames.ORGANIZATION, beginning.organization());
    long written = 0;
    for (long[] message : beginning.messages()) {
      if (buffer.remaining() < message.length * 8 + 16) {
        written += flush(file);
      }
      frames.put(buffer, Frames.MESSAGE, message);
    }
    return written + flush(file);
  }

  /** Copies all senders; false if the table was rebuilt on the way. */
  private boolean senders(JournalFile file) throws IOException {
    int generation = -1;
    int slot = 0;
    int slots = 1;
    while (slot < slots) {
      lock.lock();
      try {
        if (generation == -1) {
          generation = state.generation();
          slots = state.slots();
        }
        if (generation != state.generation()) {
          return false;
        }
        slot = slice(slot, slots);
      } finally {
        lock.unlock();
      }
      if (buffer.position() > 0) {
        flush(file);
      }
    }
    return true;
  }

  private int slice(int from, int slots) {
    buffer.clear();
    int start = frames.begin(buffer, Frames.SENDERS);
    int empty = buffer.position();
    int slot = from;
    while (slot < slots
        && slot < from + SLICE
        && buffer.position() - start < Frames.MOST_BYTES - 8 * TallyState.mostWords() - 64) {
      int count = state.copy(slot++, sender);
      if (count > 0) {
        buffer.putInt(count);
        for (int i = 0; i < count; i++) {
          buffer.putLong(sender[i]);
        }
      }
    }
    if (buffer.position() == empty) {
      buffer.clear();
    } else {
      frames.end(buffer, start);
    }
    return slot;
  }

  private long flush(JournalFile file) throws IOException {
    int bytes = buffer.position();
    file.append(buffer.flip());
    buffer.clear();
    return bytes;
  }
}
