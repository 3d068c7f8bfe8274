package org.sluice.store.embedded.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that only grows, and is cut back after a write that failed. */
public interface JournalFile extends Closeable {

  /** Writes all that remains, at the end. After a failure the file may have any part of it. */
  void append(ByteBuffer bytes) throws IOException;

  /** Returns once all that was written is on the disk. */
  void force() throws IOException;

  /** Cuts the file to a size. */
  void truncate(long size) throws IOException;
}
