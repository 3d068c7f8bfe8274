package org.sluice.store.embedded.ledger;

/** The ledger cannot be opened; the message says why and what to do. */
public final class LedgerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerFailure(String message) {
    super(message);
  }

  public LedgerFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
