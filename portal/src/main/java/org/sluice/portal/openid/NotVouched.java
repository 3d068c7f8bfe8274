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
  private final String user;

  NotVouched(Kind kind, String message) {
    this(kind, message, "");
  }

  /**
   * @param user whom the provider named
   */
  NotVouched(Kind kind, String message, String user) {
    super(message);
    this.kind = kind;
    this.user = user;
  }

  NotVouched(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.user = "";
  }

  /** Who is to put it right. */
  public Kind kind() {
    return kind;
  }

  /** Whom the provider named, in an ID token that holds; empty if it did not come so far. */
  public String user() {
    return user;
  }
}
