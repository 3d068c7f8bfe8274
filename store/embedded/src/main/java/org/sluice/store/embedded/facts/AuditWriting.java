package org.sluice.store.embedded.facts;

import org.jdbi.v3.core.Handle;
import org.sluice.core.audit.AuditRecord;

/** Writes an audit record and what follows from it, in the transaction of the fact. */
final class AuditWriting {
  private AuditWriting() {}

  static void append(Handle handle, AuditRecord record) {
    var _ = AuditTable.append(handle, record);
  }
}
