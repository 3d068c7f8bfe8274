package org.sluice.core.access;

import java.time.Instant;
import java.util.Optional;
import org.sluice.core.mail.Domains;

/**
 * A person who administers. Immutable.
 *
 * @param userId the address by which the person signs in, lower-cased
 * @param displayName for people; may be empty
 * @param role what the person may do; never {@link Role#MailServer}
 * @param domains whose senders the person sees and changes; none is no limit
 * @param enabled whether the person may sign in
 * @param needsSecondFactor whether a password alone is not enough, whatever the configuration says
 * @param lastSignIn when and from where; empty before the first time
 */
public record Administrator(
    String userId,
    String displayName,
    Role role,
    Domains domains,
    boolean enabled,
    boolean needsSecondFactor,
    Instant created,
    Optional<SignIn> lastSignIn) {
  /** The most administrators. */
  public static final int MOST = 500;

  /** The longest display name, in characters. */
  public static final int MOST_NAME = 100;

  /**
   * A sign-in.
   *
   * @param clientIp from where
   */
  public record SignIn(Instant at, String clientIp) {}

  /** Whether this person can put right whatever others get wrong. */
  public boolean canDoAll() {
    return enabled && role == Role.GlobalAdministrator && domains.isAll();
  }

  /** The same person with another role. */
  public Administrator withRole(Role other) {
    return new Administrator(
        userId, displayName, other, domains, enabled, needsSecondFactor, created, lastSignIn);
  }

  /** The same person with another limit to domains. */
  public Administrator limitedTo(Domains others) {
    return new Administrator(
        userId, displayName, role, others, enabled, needsSecondFactor, created, lastSignIn);
  }

  /** The same person after signing in. */
  public Administrator signedIn(Instant at, String clientIp) {
    return new Administrator(
        userId,
        displayName,
        role,
        domains,
        enabled,
        needsSecondFactor,
        created,
        Optional.of(new SignIn(at, clientIp)));
  }
}
