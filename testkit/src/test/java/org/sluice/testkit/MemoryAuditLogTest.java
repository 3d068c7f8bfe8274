package org.sluice.testkit;

import org.sluice.core.audit.AuditLog;

class MemoryAuditLogTest extends AuditLogContract {
  @Override
  protected AuditLog open() {
    return new MemoryAuditLog();
  }
}
