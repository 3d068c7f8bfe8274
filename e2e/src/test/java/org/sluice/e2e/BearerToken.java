package org.sluice.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A token (RFC 7519, signed by HMAC SHA-256) of the identity provider that Dovecot trusts here. */
final class BearerToken {
  private static final byte[] KEY = "a key that only this test knows".getBytes(US_ASCII);

  private BearerToken() {}

  static String keyInBase64() {
    return Base64.getEncoder().encodeToString(KEY);
  }

  /** Says that its bearer is this user, for an hour. */
  static String of(String user) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String claims =
        part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
            + "."
            + part("{\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}".formatted(user, now - 60, now + 3_600));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    return claims + "." + base64(mac.doFinal(claims.getBytes(US_ASCII)));
  }

  private static String part(String json) {
    return base64(json.getBytes(US_ASCII));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
