package org.sluice.core.access;

import java.util.List;

/**
 * What proves that somebody is an administrator. Its text tells none of it. Immutable.
 *
 * @param passwordHash of a password hash's own form; empty for no password, which nothing matches
 * @param totpSecret the second factor's key, in Base32 (RFC 4648); empty for none
 * @param lastTotpStep the time step of the last code that was taken; none of it or before is taken
 *     again (RFC 6238, section 5.2)
 * @param recoveryCodes SHA-256 of the codes that are left, in hexadecimal digits
 * @param provider the account at a provider that the person signs in with
 */
public record Credentials(
    String passwordHash,
    String totpSecret,
    long lastTotpStep,
    List<String> recoveryCodes,
    ProviderAccount provider) {
  /** Nothing proves anything. */
  public static final Credentials NONE =
      new Credentials("", "", 0, List.of(), ProviderAccount.NONE);

  public Credentials {
    recoveryCodes = List.copyOf(recoveryCodes);
  }

  /** Whether there is a password. */
  public boolean hasPassword() {
    return !passwordHash.isEmpty();
  }

  /** Whether there is a second factor. */
  public boolean hasSecondFactor() {
    return !totpSecret.isEmpty();
  }

  /** With another password. */
  public Credentials withPassword(String hash) {
    return new Credentials(hash, totpSecret, lastTotpStep, recoveryCodes, provider);
  }

  /** With another second factor. */
  public Credentials withSecondFactor(String secret, long step, List<String> codes) {
    return new Credentials(passwordHash, secret, step, codes, provider);
  }

  /** Without a second factor. */
  public Credentials withoutSecondFactor() {
    return new Credentials(passwordHash, "", 0, List.of(), provider);
  }

  /** With another account at a provider. */
  public Credentials withProvider(ProviderAccount other) {
    return new Credentials(passwordHash, totpSecret, lastTotpStep, recoveryCodes, other);
  }

  @Override
  public String toString() {
    return "Credentials[password=" + hasPassword() + ", secondFactor=" + hasSecondFactor() + "]";
  }
}
