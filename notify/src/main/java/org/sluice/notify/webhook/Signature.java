package org.sluice.notify.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code t=1772366400,v1=…}: HMAC-SHA256 (RFC 2104) over the time in seconds, a dot and the body,
 * in hexadecimal digits. The time is signed with the body, so that a receiver can refuse what
 * somebody recorded and sends again later.
 */
final class Signature {
  private Signature() {}

  static String of(String secret, Instant at, byte[] body) {
    String time = Long.toString(at.getEpochSecond());
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
      return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256", e);
    }
  }
}
