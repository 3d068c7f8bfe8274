package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Octets of the wire as text. Pure functions; thread-safe. */
final class Octets {
  private static final char ESCAPE = '\udc00';

  private Octets() {}

  /**
   * UTF-8 (RFC 6531) where the octets are that. Else each octet above ASCII becomes half of a
   * surrogate pair, which no valid text holds, so that two different inputs never become the same.
   */
  static String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      StringBuilder text = new StringBuilder(bytes.length);
      for (byte octet : bytes) {
        text.append(octet < 0 ? (char) (ESCAPE + (octet & 0xff)) : (char) octet);
      }
      return text.toString();
    }
  }

  /**
   * What a base64 response holds (RFC 4954, section 4; {@code =} alone is the empty response);
   * empty if it is not base64 in its one strict form, which a server might read otherwise.
   */
  static Optional<byte[]> base64(byte[] encoded) {
    if (encoded.length == 1 && encoded[0] == '=') {
      return Optional.of(new byte[0]);
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(encoded);
      boolean strict = Arrays.equals(Base64.getEncoder().encode(decoded), encoded);
      return strict ? Optional.of(decoded) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
