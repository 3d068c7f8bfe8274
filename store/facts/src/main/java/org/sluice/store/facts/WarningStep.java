package org.sluice.store.facts;

import org.jdbi.v3.core.Handle;
import org.sluice.core.alert.WarningLog;
import org.sluice.core.audit.AuditRecord;

/** Warnings that are written within one transaction. */
record WarningStep(Handle handle, AuditWriting writing) implements WarningLog {
  @Override
  public boolean isOn() {
    return AuditTable.state(handle).on();
  }

  @Override
  public void warn(AuditRecord record) {
    writing.append(handle, record);
  }

  @Override
  public void over(AuditRecord record) {
    writing.appendIfItCloses(handle, record);
  }
}
