package org.sluice.portal.page.frame;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.sluice.core.administration.Refusal;

/**
 * What a form was filled in from, as a hash: two administrators who edit the same thing do not
 * overwrite each other.
 */
public final class Version {
  private static final int DIGITS = 32;

  private Version() {}

  /** The version of a fact, by its words. */
  public static String of(Object fact) {
    try {
      byte[] words = fact.toString().getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(words);
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /**
   * Refuses to remove or move something that is no longer what was shown.
   *
   * @param shown the version that was shown
   * @param now the version that holds
   * @throws Refusal CONFLICT
   */
  public static void checkSame(String shown, String now) {
    if (!shown.equals(now)) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          "Somebody else changed this since the page was opened, so nothing was done. What holds"
              + " now is below; if it is still wanted, do it again.");
    }
  }

  /**
   * Refuses an edit of something that is no longer what was shown.
   *
   * @throws Refusal CONFLICT
   */
  public static void check(String shown, Object now) {
    if (!shown.equals(of(now))) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          "Somebody else changed this while you edited it. Nothing of yours was saved; what is"
              + " different now is listed below. Save again to put yours in its place.");
    }
  }
}
