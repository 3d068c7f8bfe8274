package org.sluice.portal.session;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sluice.core.access.Credentials;
import org.sluice.portal.http.Tokens;

/** Codes that stand in for the second factor, each once. Only their digests are kept. */
final class RecoveryCodes {
  /** How many there are. */
  static final int COUNT = 10;

  private static final int BYTES = 10;
  private static final int LETTERS = BYTES * 8 / 5;

  private RecoveryCodes() {}

  /** New codes of 80 bits each, such as {@code ABCD-EFGH-IJKL-MNOP}. */
  static List<String> fresh(SecureRandom chance) {
    return Stream.generate(
            () -> {
              byte[] bytes = new byte[BYTES];
              chance.nextBytes(bytes);
              return Totp.base32(bytes).replaceAll("(.{4})(?!$)", "$1-");
            })
        .limit(COUNT)
        .toList();
  }

  /** Whether a text has the form of a code, whatever stands between its letters. */
  static boolean isLike(String code) {
    return letters(code).length() == LETTERS;
  }

  static String digest(String code) {
    return Tokens.digest(letters(code));
  }

  private static String letters(String code) {
    return code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z2-7]", "");
  }

  /** The credentials less the code; the same ones if it is none of theirs. */
  static Credentials used(Credentials credentials, String code) {
    String digest = digest(code);
    return credentials.withSecondFactor(
        credentials.totpSecret(),
        credentials.lastTotpStep(),
        credentials.recoveryCodes().stream().filter(c -> !c.equals(digest)).toList());
  }
}
