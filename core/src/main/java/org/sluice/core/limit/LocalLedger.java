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

  /** How many senders {@link #walk} tells, about. */
  int senders();

  /** What is counted of all senders together. */
  OrganizationRecord organization();

  /**
   * Remembers, as durably as charges, that from an instant on there are counts which the shared
   * ledger does not have.
   *
   * @param steadyMillis 0 if it has all
   */
  void aloneSince(long steadyMillis);

  /** What was last remembered, also by a process before this one; 0 if nothing is missing. */
  long aloneSince();
}
