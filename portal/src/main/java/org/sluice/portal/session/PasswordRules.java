package org.sluice.portal.session;

import java.util.Locale;

/** What a new password must be (NIST SP 800-63B, section 3.1.1: length, no composition). */
final class PasswordRules {
  /** The fewest characters. */
  static final int LEAST = 12;

  /** The most characters: what is hashed has a bound. */
  static final int MOST = 200;

  private PasswordRules() {}

  /** Why a password is not taken; empty if it is. */
  static String problem(String address, String password, String again) {
    int length = password.codePointCount(0, password.length());
    if (length < LEAST || length > MOST) {
      return "A password has "
          + LEAST
          + " to "
          + MOST
          + " characters; this one has "
          + length
          + ".";
    }
    if (!password.equals(again)) {
      return "The two passwords differ.";
    }
    if (password.chars().distinct().count() < LEAST / 3) {
      return "The password repeats few characters. Take a longer phrase.";
    }
    String lower = password.toLowerCase(Locale.ROOT);
    boolean own = !address.isEmpty() && lower.contains(address.toLowerCase(Locale.ROOT));
    return own ? "The password contains the address." : "";
  }
}
