package org.sluice.core.mail;

/** The closed list of signs by which an automatic forward is recognised. */
public enum ForwardSign {
  AUTO_SUBMITTED("Auto-Submitted: auto-forwarded"),
  X_FORWARDED("X-Forwarded-To or X-Forwarded-For with an address"),
  SIEVE_REDIRECT("X-Sieve-Redirected-From (Dovecot Pigeonhole)"),
  SRS("an SRS envelope sender (SRS0 or SRS1) of an own domain"),
  RESENT("Resent-* with the null or a foreign envelope sender"),
  SIEVE("X-Sieve with the null or a foreign envelope sender");

  private final String explanation;

  ForwardSign(String explanation) {
    this.explanation = explanation;
  }

  /** For the operator and the documentation. */
  public String explanation() {
    return explanation;
  }
}
