package org.sluice.app.command;

/** A command that was not carried out; the message says why and what to do. */
public final class CommandRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandRefused(String message) {
    super(message);
  }

  CommandRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
