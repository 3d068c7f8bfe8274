package org.sluice.core.administration;

import java.util.ArrayList;
import java.util.List;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.policy.PolicyBook;

/**
 * Policies and rules that change in several steps and are kept in one: each step sees what the one
 * before has made, and until they are kept nobody else does. Of one thread.
 */
final class GatheredBook implements PolicyBooks {
  private final PolicyBooks kept;
  private final PolicyBook before;
  private final List<AuditRecord> records = new ArrayList<>();
  private PolicyBook book;

  GatheredBook(PolicyBooks kept) {
    this.kept = kept;
    this.before = kept.book();
    this.book = before;
  }

  @Override
  public PolicyBook book() {
    return book;
  }

  @Override
  public void keep(PolicyBook from, PolicyBook after, List<AuditRecord> more) {
    book = after;
    records.addAll(more);
  }

  /** Keeps all of it, with all its records; nothing if nothing changed. */
  void keep() {
    if (!records.isEmpty()) {
      kept.keep(before, book, records);
    }
  }
}
