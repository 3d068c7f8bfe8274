package org.sluice.core.mail;

/**
 * The reverse-path of MAIL FROM (RFC 5321, section 4.1.1.2); the empty address is the null
 * reverse-path.
 */
public record EnvelopeSender(String address) {
  /** The null reverse-path {@code <>}. */
  public static final EnvelopeSender NULL = new EnvelopeSender("");

  /** Whether this is the null reverse-path. */
  public boolean isNull() {
    return address.isEmpty();
  }
}
