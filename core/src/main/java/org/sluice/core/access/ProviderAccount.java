package org.sluice.core.access;

/**
 * A person's account at an OpenID Connect provider: what never changes there and is never given to
 * somebody else (OpenID Connect Core 1.0, section 5.7), as addresses are. Immutable.
 *
 * @param issuer the provider
 * @param subject what it calls the person; at most 255 ASCII characters
 */
public record ProviderAccount(String issuer, String subject) {
  /** No provider has vouched for the person yet. */
  public static final ProviderAccount NONE = new ProviderAccount("", "");

  /** Whether there is one. */
  public boolean isKnown() {
    return !subject.isEmpty();
  }
}
