package org.sluice.e2e.portal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a person's telephone shows: six digits for half a minute (RFC 6238). */
final class Authenticator {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int STEP_SECONDS = 30;

  private Authenticator() {}

  /** The code of a key in base 32, now. */
  static String code(String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(bytes(key), "HmacSHA1"));
      long step = Instant.now().getEpochSecond() / STEP_SECONDS;
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int from = hash[hash.length - 1] & 0xf;
      int number = ByteBuffer.wrap(hash).getInt(from) & Integer.MAX_VALUE;
      return "%06d".formatted(number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String key) {
    byte[] bytes = new byte[key.length() * 5 / 8];
    long bits = 0;
    int have = 0;
    int at = 0;
    for (char digit : key.toCharArray()) {
      bits = bits << 5 | BASE32.indexOf(digit);
      have += 5;
      if (have >= 8) {
        have -= 8;
        bytes[at++] = (byte) (bits >> have);
      }
    }
    return bytes;
  }
}
