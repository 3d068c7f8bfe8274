package org.sluice.store.facts;

/** The facts cannot be opened or read; the message says why and what to do. */
public class FactsFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FactsFailure(String message) {
    super(message);
  }

  public FactsFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** It cannot be read just now, though nothing is wrong with the database. */
  public static final class Busy extends FactsFailure {
    private static final long serialVersionUID = 1L;

    public Busy(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
