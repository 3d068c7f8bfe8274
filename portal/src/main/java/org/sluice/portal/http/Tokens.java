package org.sluice.portal.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.mail.Domains;

/** Who may call, by the SHA-256 of bearer tokens. Comparing takes the same time for all. */
public final class Tokens implements Admission {
  private static final String BEARER = "bearer ";

  /** One administrator. */
  public record Holder(String name, Role role, Domains domains, String sha256) {}

  private final List<Holder> holders;

  /**
   * Without any token nobody could be told from anybody.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tokens(List<Holder> holders) {
    if (holders.isEmpty()) {
      throw new IllegalArgumentException("Administration over HTTP needs at least one token");
    }
    this.holders = List.copyOf(holders);
  }

  @Override
  public Optional<Actor> actor(Context context) {
    return caller(bearer(context), context.ip());
  }

  /**
   * The bearer token of a request; empty if it shows none. What another scheme shows, such as the
   * Basic of a reverse proxy that asks for a password of its own, is not for Sluice.
   */
  public static String bearer(Context context) {
    return bearer(Optional.ofNullable(context.header("Authorization")).orElse(""));
  }

  /** The token of an {@code Authorization} header (RFC 6750); empty if there is none. */
  public static String bearer(String authorization) {
    return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? authorization.substring(BEARER.length()).strip()
        : "";
  }

  /** Whose token it is. */
  public Optional<Actor> caller(String token, String clientIp) {
    byte[] digest = sha256(token);
    Optional<Actor> found = Optional.empty();
    for (Holder holder : holders) {
      if (MessageDigest.isEqual(digest, HexFormat.of().parseHex(holder.sha256()))) {
        found = Optional.of(new Actor(holder.name(), holder.role(), clientIp, holder.domains()));
      }
    }
    return found;
  }

  /** The SHA-256 of a token, in hexadecimal digits. */
  public static String digest(String token) {
    return HexFormat.of().formatHex(sha256(token));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
