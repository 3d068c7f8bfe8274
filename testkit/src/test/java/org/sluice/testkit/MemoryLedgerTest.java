package org.sluice.testkit;

import org.sluice.core.limit.LimitLedger;

class MemoryLedgerTest extends LimitLedgerContract {
  @Override
  protected LimitLedger open() {
    return new MemoryLedger();
  }
}
