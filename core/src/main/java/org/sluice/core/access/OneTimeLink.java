package org.sluice.core.access;

import java.time.Duration;
import java.time.Instant;

/**
 * A link with which somebody sets a password, once.
 *
 * @param sha256 of its token, in hexadecimal digits
 * @param userId whose; {@value #FIRST} for whoever becomes the first administrator
 * @param until when it ends
 */
public record OneTimeLink(String sha256, String userId, Instant until) {
  /** Nobody's yet. */
  public static final String FIRST = "";

  /** How long it holds. */
  public static final Duration HOLDS = Duration.ofHours(24);

  /** How long that of the first administrator holds: whoever reads it may become that. */
  public static final Duration FIRST_HOLDS = Duration.ofHours(1);

  /** Whether it makes the first administrator. */
  public boolean isFirst() {
    return userId.equals(FIRST);
  }
}
