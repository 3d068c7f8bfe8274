package org.sluice.testkit;

import org.sluice.core.outbox.Outbox;
import org.sluice.core.report.ReportBox;

class MemoryReportsTest extends ReportBoxContract {
  private final MemoryOutbox outbox = new MemoryOutbox();

  @Override
  protected ReportBox open() {
    return new MemoryReports(outbox);
  }

  @Override
  protected Outbox outbox() {
    return outbox;
  }
}
