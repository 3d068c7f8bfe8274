package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segment that is written now. After a write that failed, the segment is cut back to its last
 * whole group and closed; nothing is written until a new one can be begun. Not thread-safe.
 */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final LedgerFiles files;
  private final JournalFiles disk;
  private final Durability durability;
  private int segment;
  private final Queue<JournalFile> ended = new ConcurrentLinkedQueue<>();
  private volatile @Nullable JournalFile file;
  private long size;
  private boolean torn;

  Journal(LedgerFiles files, JournalFiles disk, Durability durability) {
    this.files = files;
    this.disk = disk;
    this.durability = durability;
  }

  /** The next segment comes after this one. */
  void continueAfter(int lastSegment) {
    segment = lastSegment;
  }

  int segment() {
    return segment;
  }

  /** Bytes of the segment. */
  long size() {
    return size;
  }

  boolean isOpen() {
    return file != null && !torn;
  }

  /** Begins the next segment. If that fails the one before goes on, unless it was torn. */
  void roll() throws IOException {
    JournalFile next = disk.create(files.journal(segment + 1));
    try {
      files.forceFolder();
    } catch (IOException e) {
      closeAfter(e, next);
      throw e;
    }
    JournalFile before = file;
    if (before != null) {
      ended.add(before);
    }
    segment++;
    file = next;
    size = 0;
    torn = false;
  }

  /** Writes a group, and waits for the disk if durability asks for it. */
  void write(ByteBuffer group) throws IOException {
    JournalFile current = file;
    if (current == null || torn) {
      throw new IOException("The journal is closed after a failed write");
    }
    int bytes = group.remaining();
    try {
      current.append(group);
      if (durability == Durability.POWER) {
        current.force();
      }
      size += bytes;
    } catch (IOException e) {
      torn = true;
      cut(current);
      throw e;
    }
  }

  /**
   * Brings what was written to the disk; ended segments are closed, each of them whatever becomes
   * of the others. Any one thread at a time.
   *
   * @throws IOException the first failure
   */
  void force() throws IOException {
    IOException first = forceEnded();
    JournalFile current = file;
    if (current != null) {
      current.force();
    }
    if (first != null) {
      throw first;
    }
  }

  private @Nullable IOException forceEnded() {
    @Nullable IOException first = null;
    while (true) {
      JournalFile each = ended.poll();
      if (each == null) {
        return first;
      }
      try (each) {
        each.force();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
  }

  void close() throws IOException {
    JournalFile current = file;
    file = null;
    if (current != null) {
      ended.add(current);
    }
    force();
  }

  private static void closeAfter(IOException failure, JournalFile file) {
    try {
      file.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** What cannot be cut off is passed over by the next recovery, which knows torn records. */
  private void cut(JournalFile current) {
    try {
      current.truncate(size);
    } catch (IOException e) {
      LOG.warn("The journal's segment {} could not be cut back to {} bytes", segment, size, e);
    }
  }
}
