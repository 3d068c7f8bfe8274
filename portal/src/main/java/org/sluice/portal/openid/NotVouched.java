package org.sluice.portal.openid;

/** A sign-in that the provider did not vouch for, or not in a way that may be believed. */
public final class NotVouched extends Exception {
  private static final long serialVersionUID = 1L;

  /** Who is to put it right. */
  public enum Kind {
    /** The person: tries again, or asks for access. */
    PERSON,
    /** The administrator of Sluice or of the provider. */
    SETUP
  }

  private final Kind kind;

  NotVouched(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  NotVouched(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Who is to put it right. */
  public Kind kind() {
    return kind;
  }
}
