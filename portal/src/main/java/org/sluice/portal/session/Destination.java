package org.sluice.portal.session;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where somebody goes after signing in: a path of this server, and nothing else. */
public final class Destination {
  /** Where nobody asked for anything. */
  static final String HOME = "/";

  /**
   * The longest path, in characters: of the page of an entity, whose name has 320 characters, each
   * of which may be nine of a URL.
   */
  static final int MOST = 3_000;

  /** The longest that it may be as a parameter of another, which a header has to hold. */
  static final int MOST_ENCODED = 6_000;

  /** Neither a scheme nor another host: browsers take {@code //} and {@code /\} for one. */
  private static final String OWN = "/|/[\\x21-\\x7e&&[^/\\\\]][\\x21-\\x7e&&[^\\\\]]*";

  private Destination() {}

  /** The path, if it is one of this server; else the first page. */
  static String of(@Nullable String wanted) {
    String path = wanted == null ? HOME : wanted;
    return path.length() <= MOST && path.matches(OWN) ? path : HOME;
  }

  /** The path of the sign-in page that leads back to what a request asked for. */
  public static String signIn(Context context) {
    String query = context.queryString();
    return signIn(of(context.path() + (query == null ? "" : "?" + query)));
  }

  /** The path of the sign-in page that leads on to a path of this server. */
  static String signIn(String to) {
    String encoded = URLEncoder.encode(to, StandardCharsets.UTF_8);
    return to.equals(HOME) || encoded.length() > MOST_ENCODED
        ? SignInSite.SIGN_IN
        : SignInSite.SIGN_IN + "?to=" + encoded;
  }
}
