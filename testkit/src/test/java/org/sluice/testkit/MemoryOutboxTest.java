package org.sluice.testkit;

import org.sluice.core.outbox.Outbox;

class MemoryOutboxTest extends OutboxContract {
  @Override
  protected Outbox open() {
    return new MemoryOutbox();
  }
}
