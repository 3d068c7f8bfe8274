package org.sluice.core.alert;

import java.util.ArrayList;
import java.util.List;
import org.sluice.core.audit.AuditRecord;

/** Remembers what was warned of. */
final class Warnings implements WarningLog {
  final List<AuditRecord> warned = new ArrayList<>();
  final List<AuditRecord> over = new ArrayList<>();
  boolean on = true;

  @Override
  public boolean isOn() {
    return on;
  }

  @Override
  public void warn(AuditRecord record) {
    warned.add(record);
  }

  @Override
  public void over(AuditRecord record) {
    over.add(record);
  }
}
