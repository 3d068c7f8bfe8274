package org.sluice.portal.session;

import java.security.SecureRandom;
import java.util.Base64;
import org.sluice.core.access.Secrets;
import org.sluice.portal.http.Tokens;

/** Tokens of the system's chance. Thread-safe. */
public final class RandomSecrets implements Secrets {
  private static final int TOKEN_BYTES = 32;

  private final SecureRandom chance = new SecureRandom();

  @Override
  public String fresh() {
    byte[] bytes = new byte[TOKEN_BYTES];
    chance.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String digest(String text) {
    return Tokens.digest(text);
  }
}
