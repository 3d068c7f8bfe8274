package org.sluice.core.alert;

import org.sluice.core.audit.AuditRecord;

/** Port: writes a warning, or that its cause is over, without waiting. Thread-safe. */
public interface WarningLog {
  /**
   * Whether what is written now is kept, and heard: not while the audit log is off. From memory.
   */
  boolean isOn();

  /** Writes it, and lets alerts follow. */
  void warn(AuditRecord record);

  /** Writes that what was warned of is over, if that closes an alert; otherwise nothing. */
  void over(AuditRecord record);
}
