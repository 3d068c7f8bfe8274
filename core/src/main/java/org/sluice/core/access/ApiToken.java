package org.sluice.core.access;

import java.time.Instant;
import java.util.Optional;
import org.sluice.core.mail.Domains;

/**
 * A token by which a program calls.
 *
 * @param name whose it is, for people and the audit log
 * @param sha256 of the token, in hexadecimal digits; the token itself is nowhere
 * @param expires from when on it is refused; empty for never
 * @param lastUse to the minute; empty before the first use
 */
public record ApiToken(
    String name,
    Role role,
    Domains domains,
    String sha256,
    Instant created,
    Optional<Instant> expires,
    Optional<Instant> lastUse) {
  /** The most tokens. */
  public static final int MOST = 500;

  /** Whether it is taken at an instant. */
  public boolean holdsAt(Instant now) {
    return expires.isEmpty() || now.isBefore(expires.get());
  }

  /** The same token, used. */
  public ApiToken usedAt(Instant at) {
    return new ApiToken(name, role, domains, sha256, created, expires, Optional.of(at));
  }

  @Override
  public String toString() {
    return "ApiToken[" + name + "]";
  }
}
