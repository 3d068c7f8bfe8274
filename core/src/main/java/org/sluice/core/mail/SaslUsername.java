package org.sluice.core.mail;

/**
 * The authenticated login of a submission (RFC 4954); the empty name means that nobody
 * authenticated.
 */
public record SaslUsername(String name) {
  /** Nobody authenticated. */
  public static final SaslUsername NONE = new SaslUsername("");

  /** Whether nobody authenticated. */
  public boolean isNone() {
    return name.isEmpty();
  }
}
