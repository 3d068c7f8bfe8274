package org.sluice.core.mail;

/** An enhanced mail system status code (RFC 3463, section 2). */
public record EnhancedStatus(int statusClass, int subject, int detail) {
  @Override
  public String toString() {
    return statusClass + "." + subject + "." + detail;
  }
}
