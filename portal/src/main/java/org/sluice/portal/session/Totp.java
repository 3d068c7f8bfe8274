package org.sluice.portal.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of thirty seconds. */
final class Totp {
  /** Steps before and after the present one that are taken, for clocks that differ. */
  static final int WINDOW = 1;

  static final int STEP_SECONDS = 30;
  private static final int DIGITS = 6;
  private static final int MODULUS = 1_000_000;
  private static final int SECRET_BYTES = 20;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Totp() {}

  /** A new key of 160 bits (RFC 4226, section 4, R6), in Base32. */
  static String freshSecret(SecureRandom chance) {
    byte[] bytes = new byte[SECRET_BYTES];
    chance.nextBytes(bytes);
    return base32(bytes);
  }

  /**
   * The time step of a code, if it is one of those that are taken now and later than the last one
   * that was taken.
   */
  static OptionalLong step(String secret, String code, Instant now, long lastStep) {
    String digits = code.replaceAll("[\\s-]", "");
    long present = now.getEpochSecond() / STEP_SECONDS;
    OptionalLong found = OptionalLong.empty();
    for (long step = present - WINDOW; step <= present + WINDOW; step++) {
      boolean same =
          MessageDigest.isEqual(
              code(secret, step).getBytes(StandardCharsets.US_ASCII),
              digits.getBytes(StandardCharsets.UTF_8));
      if (same && step > lastStep) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /** The code of a step (RFC 4226, section 5.3). */
  static String code(String secret, long step) {
    byte[] hash = hmac(bytes(secret), step);
    int offset = hash[hash.length - 1] & 0xf;
    int number =
        (hash[offset] & 0x7f) << 24
            | (hash[offset + 1] & 0xff) << 16
            | (hash[offset + 2] & 0xff) << 8
            | (hash[offset + 3] & 0xff);
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", number % MODULUS);
  }

  private static byte[] hmac(byte[] key, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA1", e);
    }
  }

  /** Base32 without padding (RFC 4648, section 6). */
  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte each : bytes) {
      held = held << 8 | (each & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(held >> bits & 31));
      }
      held &= (1 << bits) - 1;
    }
    return bits == 0
        ? text.toString()
        : text.append(BASE32.charAt(held << (5 - bits) & 31)).toString();
  }

  /** Whether a text can be a key of ours. */
  static boolean isSecret(String text) {
    return text.matches("[A-Z2-7]{32}");
  }

  private static byte[] bytes(String base32) {
    byte[] bytes = new byte[base32.length() * 5 / 8];
    int at = 0;
    int bits = 0;
    int held = 0;
    for (int i = 0; i < base32.length(); i++) {
      held = held << 5 | BASE32.indexOf(base32.charAt(i));
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (held >> bits);
        held &= (1 << bits) - 1;
      }
    }
    return bytes;
  }
}
