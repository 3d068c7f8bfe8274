package org.sluice.protocol.smtp;

import java.util.List;
import java.util.Optional;

/**
 * The SASL mechanisms whose identity can be learned by listening (RFC 4954). It always stands in
 * the client's first response. A mechanism that is not in this list is not offered: GSSAPI, NTLM
 * and EXTERNAL do not tell a listener who it is, and a channel binding (-PLUS) ends at the proxy.
 *
 * <p>What a response says is believed only after the next hop has answered 235, to as many
 * responses as the mechanism has. Where a response is not in its one strict form, or there were
 * more of them, nothing is learned, and the session cannot go on: a server that reads it more
 * generously, or asks once more, would let somebody in who is not counted.
 *
 * <p>With a password or a digest the server cannot but check the name that it stands beside. A
 * token ({@link #isByToken}) has a name of its own, and not every server compares it with the one
 * that the client wrote beside it.
 */
public enum Mechanism {
  /** RFC 4616: authorization identity, authentication identity, password. */
  PLAIN("PLAIN", 1) {
    @Override
    Optional<String> inside(byte[] response) {
      List<String> parts = List.of(Octets.text(response).split("\0", -1));
      return parts.size() == 3 ? Optional.of(parts.get(1)) : Optional.empty();
    }
  },
  /** draft-murchison-sasl-login: the name, then the password. */
  LOGIN("LOGIN", 2) {
    @Override
    Optional<String> inside(byte[] response) {
      return Optional.of(Octets.text(response));
    }
  },
  /** RFC 2195: name, space, digest. */
  CRAM_MD5("CRAM-MD5", 1) {
    @Override
    Optional<String> inside(byte[] response) {
      String text = Octets.text(response);
      int space = text.lastIndexOf(' ');
      return space < 0 ? Optional.empty() : Optional.of(text.substring(0, space));
    }
  },
  /** RFC 5802; the third response is empty (RFC 4954, section 4). */
  SCRAM_SHA_1("SCRAM-SHA-1", 3) {
    @Override
    Optional<String> inside(byte[] response) {
      return scram(response);
    }
  },
  /** RFC 7677. */
  SCRAM_SHA_256("SCRAM-SHA-256", 3) {
    @Override
    Optional<String> inside(byte[] response) {
      return scram(response);
    }
  },
  /** Google's and Microsoft's: {@code user=}name, ^A, {@code auth=Bearer }token, ^A^A. */
  XOAUTH2("XOAUTH2", 1) {
    @Override
    Optional<String> inside(byte[] response) {
      String text = Octets.text(response);
      int end = text.indexOf('\u0001');
      boolean form = text.startsWith("user=") && end >= 0 && text.endsWith("\u0001\u0001");
      return form ? Optional.of(text.substring("user=".length(), end)) : Optional.empty();
    }
  },
  /** RFC 7628: a GS2 header whose {@code a=} is the user; without it nobody can be learned. */
  OAUTHBEARER("OAUTHBEARER", 1) {
    @Override
    Optional<String> inside(byte[] response) {
      List<String> parts = List.of(Octets.text(response).split(",", 3));
      boolean form = parts.size() == 3 && parts.get(0).equals("n") && parts.get(1).startsWith("a=");
      return form ? unescaped(parts.get(1).substring(2)) : Optional.empty();
    }
  };

  /** Characters of an identity; longer ones are not learned. */
  public static final int MAX_IDENTITY = 320;

  private final String saslName;
  private final int responses;

  Mechanism(String saslName, int responses) {
    this.saslName = saslName;
    this.responses = responses;
  }

  /** The mechanism of this name, ignoring case. */
  public static Optional<Mechanism> of(String name) {
    for (Mechanism mechanism : values()) {
      if (mechanism.saslName.equalsIgnoreCase(name)) {
        return Optional.of(mechanism);
      }
    }
    return Optional.empty();
  }

  /** As it stands after AUTH. */
  public String saslName() {
    return saslName;
  }

  /** How many responses an exchange that succeeds has, the initial one included. */
  public int responses() {
    return responses;
  }

  /** Whether it logs in by a bearer token, which names its owner elsewhere than the client does. */
  public boolean isByToken() {
    return this == XOAUTH2 || this == OAUTHBEARER;
  }

  /** Who the client says it is, in its first response; empty if that is not in its strict form. */
  public Optional<String> identity(byte[] base64) {
    return Octets.base64(base64)
        .flatMap(this::inside)
        .filter(name -> !name.isEmpty() && name.length() <= MAX_IDENTITY)
        .filter(name -> name.codePoints().allMatch(Mechanism::isPlain));
  }

  /** No control character, and no octet that is not UTF-8. */
  private static boolean isPlain(int c) {
    return c >= ' ' && c != 0x7f && !(c >= 0xd800 && c < 0xe000);
  }

  abstract Optional<String> inside(byte[] response);

  /** {@code n,a=authzid,n=name,r=nonce}; the first two are the GS2 header (RFC 5802, section 7). */
  static Optional<String> scram(byte[] response) {
    List<String> parts = List.of(Octets.text(response).split(",", -1));
    boolean form =
        parts.size() >= 4
            && (parts.get(0).equals("n") || parts.get(0).equals("y"))
            && parts.get(2).startsWith("n=")
            && parts.get(3).startsWith("r=");
    return form ? unescaped(parts.get(2).substring(2)) : Optional.empty();
  }

  /** RFC 5801, section 4: {@code =2C} is a comma and {@code =3D} an equals sign. */
  static Optional<String> unescaped(String encoded) {
    String name = encoded.replace("=2C", ",").replace("=3D", "\0");
    return name.indexOf('=') >= 0 ? Optional.empty() : Optional.of(name.replace('\0', '='));
  }
}
