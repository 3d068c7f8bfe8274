package org.sluice.core.alert;

import org.sluice.core.audit.AuditRecord;

/** Port: writes a warning, without waiting. Thread-safe. */
@FunctionalInterface
public interface WarningLog {
  /** Writes it, and lets alerts follow. */
  void warn(AuditRecord record);
}
