package org.sluice.testkit;

import java.util.List;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.audit.AuditRecord;

class MemoryAlertsTest extends AlertStoreContract {
  private MemoryAlerts alerts = new MemoryAlerts();

  @Override
  protected AlertStore open() {
    alerts = new MemoryAlerts();
    return alerts;
  }

  @Override
  protected void happen(List<AuditRecord> records) {
    records.forEach(alerts::happens);
  }
}
