package org.sluice.portal.session;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.sluice.portal.http.Tokens;

/**
 * The cookie of a session. Under the https URL of the configuration it is {@code __Host-sluice}
 * (RFC 6265bis, section 4.1.3.2), which no other host or path can set; else {@code sluice}. It is
 * no script's, and goes with no request that another site's page makes but a link that somebody
 * follows ({@code SameSite=Lax}): so the link in an alert's mail opens signed in.
 */
final class Cookies {
  static final String PLAIN = "sluice";
  static final String SECURE = "__Host-sluice";
  private static final String JOURNEY = "-openid";
  private static final int UNTIL_BROWSER_ENDS = -1;

  /** From the sign-in page to the provider and back. */
  static final int JOURNEY_SECONDS = 600;

  private final Supplier<SessionSettings> settings;

  Cookies(Supplier<SessionSettings> settings) {
    this.settings = settings;
  }

  /**
   * The value that a browser sends; empty if it sends none. Beside a bearer token it says nothing,
   * for such a request is looked at as a program's ({@link RequestGuard}).
   */
  String value(Context context) {
    if (!Tokens.bearer(context).isEmpty()) {
      return "";
    }
    return Optional.ofNullable(context.cookie(name(context))).orElse("");
  }

  void set(Context context, String value) {
    context.cookie(cookie(context, "", value, UNTIL_BROWSER_ENDS));
  }

  void clear(Context context) {
    context.cookie(cookie(context, "", "", 0));
  }

  /** What a browser took along to the provider; empty if it has nothing. */
  String journey(Context context) {
    return Optional.ofNullable(context.cookie(name(context) + JOURNEY)).orElse("");
  }

  void setJourney(Context context, String value) {
    context.cookie(cookie(context, JOURNEY, value, JOURNEY_SECONDS));
  }

  void clearJourney(Context context) {
    context.cookie(cookie(context, JOURNEY, "", 0));
  }

  private Cookie cookie(Context context, String suffix, String value, int maxAge) {
    boolean secure = isSecure(context);
    Cookie cookie = new Cookie((secure ? SECURE : PLAIN) + suffix, value);
    cookie.setPath("/");
    cookie.setMaxAge(maxAge);
    cookie.setSecure(secure);
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.LAX);
    return cookie;
  }

  private String name(Context context) {
    return isSecure(context) ? SECURE : PLAIN;
  }

  /** Whether the browser came by the https URL of the configuration. */
  private boolean isSecure(Context context) {
    return settings
        .get()
        .url()
        .filter(url -> "https".equalsIgnoreCase(url.getScheme()))
        .filter(url -> Hosts.name(context).equals(host(url)))
        .isPresent();
  }

  private static String host(URI url) {
    return url.getHost().toLowerCase(Locale.ROOT);
  }
}
