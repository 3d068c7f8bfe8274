package org.sluice.store.facts;

/** The connection was lost while a transaction was being committed: it may be written or not. */
public final class UnclearCommit extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String transaction;

  /**
   * @param transaction by what the database knows it
   */
  public UnclearCommit(String transaction, Throwable cause) {
    super("The connection was lost while it was being committed", cause);
    this.transaction = transaction;
  }

  /** By what the database knows it. */
  public String transaction() {
    return transaction;
  }
}
