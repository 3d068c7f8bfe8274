package org.sluice.core.administration;

/** A verb that was not carried out: nothing changed. The message says why and what to do. */
public sealed class Refusal extends RuntimeException permits DamagedRecord {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    NOT_FOUND,
    INVALID,
    CONFLICT,
    FORBIDDEN,
    /** The store cannot record the act, so it did not happen, or not read what was asked for. */
    UNRECORDABLE
  }

  private final Kind kind;

  public Refusal(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Refusal(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
