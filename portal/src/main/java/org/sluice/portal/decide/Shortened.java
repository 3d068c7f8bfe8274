package org.sluice.portal.decide;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Texts that are longer than any that mail is delivered to (RFC 5321, section 4.5.3.1). Who writes
 * one is judged all the same: a question that is not answered is a message that no limit counts. A
 * digest stands for what is left out, so that two long addresses stay two, and the domain stays
 * what it was. Pure function.
 */
final class Shortened {
  /** The most characters of a text that is left as it is. */
  static final int MOST_TEXT = 1_000;

  /** Characters of the beginning, for people. */
  private static final int SHOWN = 64;

  /** Characters of a domain (RFC 1035, section 2.3.4), with its sign. */
  private static final int MOST_DOMAIN = 256;

  private Shortened() {}

  static String text(String text) {
    if (text.length() <= MOST_TEXT) {
      return text;
    }
    int at = text.lastIndexOf('@');
    boolean hasDomain = at >= 0 && text.length() - at <= MOST_DOMAIN;
    return text.substring(0, SHOWN)
        + "~"
        + digest(text.toLowerCase(Locale.ROOT))
        + (hasDomain ? text.substring(at) : "");
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
