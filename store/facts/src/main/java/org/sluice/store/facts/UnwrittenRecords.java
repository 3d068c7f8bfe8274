package org.sluice.store.facts;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.sluice.core.audit.AuditRecord;

/**
 * Records of what has happened already, such as an early warning: they wait while the database is
 * lost, and outlive a killed process as restrictions do. Thread-safe.
 */
final class UnwrittenRecords {
  private final FactsThread thread;
  private final AuditWriting writing;
  private final UnwrittenFile file;

  UnwrittenRecords(FactsThread thread, AuditWriting writing, UnwrittenFile file) {
    this.thread = thread;
    this.writing = writing;
    this.file = file;
  }

  /** What a process before this one could not write is written now. */
  void recall() {
    for (String line : file.waiting(UnwrittenFile.Kind.RECORD)) {
      RecordLine.read(line)
          .ifPresentOrElse(this::recall, () -> file.giveUp(UnwrittenFile.Kind.RECORD, line));
    }
  }

  private void recall(AuditRecord record) {
    var _ = write(record, handle -> writeOnce(handle, record));
  }

  /** It may have been written in the last moment. */
  private void writeOnce(Handle handle, AuditRecord record) {
    if (!AuditTable.has(handle, record)) {
      writing.append(handle, record);
    }
  }

  /** Completes when it is written, or waits and is kept. */
  CompletableFuture<Void> append(AuditRecord record) {
    return write(record, handle -> writing.append(handle, record));
  }

  private CompletableFuture<Void> write(AuditRecord record, FactsThread.Write how) {
    AtomicBoolean written = new AtomicBoolean();
    return thread
        .enqueue(
            RecordLine.named(record),
            how,
            () -> {
              written.set(true);
              forget(record);
            })
        .thenRun(() -> {
          if (!written.get()) {
            file.add(UnwrittenFile.Kind.RECORD, RecordLine.of(record));
            if (written.get()) { // Meanwhile.
              forget(record);
            }
          }
        });
  }

  private void forget(AuditRecord record) {
    if (!file.isEmpty()) {
      file.remove(UnwrittenFile.Kind.RECORD, RecordLine.of(record));
    }
  }
}
