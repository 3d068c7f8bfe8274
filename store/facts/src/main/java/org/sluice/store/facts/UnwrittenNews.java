package org.sluice.store.facts;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sluice.core.audit.AuditRecord;

/**
 * Records that somebody else keeps in memory until they can be written, such as that a store is
 * lost: their copies outlive a killed process, and the next one writes them. An operation of one
 * object at one instant is one event, whatever else its record has come to say meanwhile.
 * Thread-safe.
 */
final class UnwrittenNews {
  private final FactsThread thread;
  private final AuditWriting writing;
  private final UnwrittenFile file;
  private final Set<String> kept = new HashSet<>();

  UnwrittenNews(FactsThread thread, AuditWriting writing, UnwrittenFile file) {
    this.thread = thread;
    this.writing = writing;
    this.file = file;
  }

  /** What a process before this one could not write is written now, in the order of events. */
  void recall() {
    for (String line : file.waiting(UnwrittenFile.Kind.NEWS)) {
      if (RecordLine.read(line).isEmpty()) {
        file.giveUp(UnwrittenFile.Kind.NEWS, line);
      }
    }
    file.waiting(UnwrittenFile.Kind.NEWS).stream()
        .flatMap(line -> RecordLine.read(line).stream())
        .sorted(Comparator.comparing(AuditRecord::creationTime))
        .forEach(this::recall);
  }

  /** It may have been written in the last moment. */
  private void recall(AuditRecord record) {
    var _ =
        thread.enqueue(
            RecordLine.named(record),
            handle -> {
              if (!AuditTable.hasEvent(handle, record)) {
                writing.append(handle, record);
              }
            },
            () -> file.remove(UnwrittenFile.Kind.NEWS, RecordLine.of(record)));
  }

  /** These wait now, and nothing else that was said to wait before. */
  synchronized void keep(List<AuditRecord> waiting) {
    if (waiting.isEmpty() && kept.isEmpty()) {
      return;
    }
    List<String> lines = waiting.stream().map(RecordLine::of).toList();
    lines.stream().filter(kept::add).forEach(line -> file.add(UnwrittenFile.Kind.NEWS, line));
    Set<String> over = new HashSet<>(kept);
    lines.forEach(over::remove);
    over.forEach(line -> file.remove(UnwrittenFile.Kind.NEWS, line));
    kept.removeAll(over);
  }
}
