package org.sluice.store.embedded.facts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Connections that read beside the writer. A few stay open for the next reading, which finds the
 * schema and the pages of the last one in their memory; whoever finds none opens one, so that no
 * page waits for a search that takes long. Thread-safe.
 *
 * <p>An idle one is in no transaction: it holds up neither a checkpoint nor a change of the schema,
 * and its next reading sees the last commit (sqlite.org/isolation.html). It keeps at most the 2 MB
 * of pages that SQLite has for a connection (sqlite.org/pragma.html, {@code cache_size}).
 */
final class Readers implements AutoCloseable {
  /** So many stay open while nobody reads. */
  static final int KEPT = 4;

  private final Supplier<Handle> opening;

  /** Guarded by itself. The last that was used is the next: its pages are the newest. */
  private final Deque<Handle> idle = new ArrayDeque<>(KEPT);

  private boolean isClosed;

  /** {@code opening} opens a connection; what it throws is thrown by a reading. */
  Readers(Supplier<Handle> opening) {
    this.opening = opening;
  }

  /** Reads one state from beginning to end. A connection that a reading failed on is not kept. */
  <T> T read(Function<Handle, T> reading) {
    Handle handle = taken();
    boolean isWell = false;
    try {
      T read = handle.inTransaction(reading::apply);
      isWell = true;
      return read;
    } finally {
      if (!isWell || !isKept(handle)) {
        handle.close();
      }
    }
  }

  private Handle taken() {
    synchronized (idle) {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    return opening.get();
  }

  private boolean isKept(Handle handle) {
    synchronized (idle) {
      if (isClosed || idle.size() == KEPT) {
        return false;
      }
      idle.push(handle);
      return true;
    }
  }

  /** Keeps none from now on; those that are in use are closed when their reading ends. */
  @Override
  public void close() {
    List<Handle> left;
    synchronized (idle) {
      isClosed = true;
      left = List.copyOf(idle);
      idle.clear();
    }
    left.forEach(Handle::close);
  }
}
