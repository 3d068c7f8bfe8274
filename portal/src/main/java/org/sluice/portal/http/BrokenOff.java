package org.sluice.portal.http;

/** An answer that is written as it is read cannot be finished. Its client has to notice. */
public final class BrokenOff extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BrokenOff(String message, Throwable cause) {
    super(message, cause);
  }
}
