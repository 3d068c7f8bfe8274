package org.sluice.portal.openid;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a browser takes along to the provider and back: it alone has it, in a cookie that no script
 * reads and no other node need know.
 *
 * @param state ties the answer to this browser (RFC 6749, section 10.12)
 * @param nonce ties the ID token to it (OpenID Connect Core 1.0, section 3.1.2.1)
 * @param verifier ties the code to it (RFC 7636)
 * @param to where the person wanted to go
 */
public record Journey(String state, String nonce, String verifier, String to) {
  private static final String SEPARATOR = ".";
  private static final int PARTS = 4;

  /** A new one. */
  public static Journey to(String to) {
    return new Journey(
        new State(32).getValue(), new Nonce(32).getValue(), new CodeVerifier().getValue(), to);
  }

  /** As a cookie's value. */
  public String cookie() {
    return String.join(
        SEPARATOR,
        state,
        nonce,
        verifier,
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(to.getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads a cookie's value; empty if it is none of ours. */
  public static Optional<Journey> of(String cookie) {
    List<String> parts = List.of(cookie.split("\\.", -1));
    try {
      return parts.size() == PARTS && parts.stream().noneMatch(String::isEmpty)
          ? Optional.of(
              new Journey(
                  parts.get(0),
                  parts.get(1),
                  new CodeVerifier(parts.get(2)).getValue(),
                  new String(Base64.getUrlDecoder().decode(parts.get(3)), StandardCharsets.UTF_8)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Journey[to " + to + "]";
  }
}
