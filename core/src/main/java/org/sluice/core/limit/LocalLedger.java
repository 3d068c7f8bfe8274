package org.sluice.core.limit;

import java.util.function.Consumer;

/**
 * Port: a ledger of one node alone, which can tell what it counted. Beside a shared ledger it holds
 * what this node let through, goes on while the shared one is lost, and fills one that was emptied.
 */
public interface LocalLedger extends LimitLedger {

  /**
   * Tells each sender that has usage. Charges go on meanwhile: a sender is told as it is at the
   * moment of its turn, and perhaps twice if the table grows.
   */
  void walk(Consumer<SenderRecord> each);
}
