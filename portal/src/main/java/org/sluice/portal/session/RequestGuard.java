package org.sluice.portal.session;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.sluice.portal.http.Client;
import org.sluice.portal.http.Tokens;

/**
 * Looks at every request before anything else does.
 *
 * <p>A request with a bearer token is a program's: no browser adds one by itself, and the cookie
 * says nothing beside it. Of all others, the host has to be the server's own, and one that changes
 * something has to come from the server's own pages, as the browser says in {@code Sec-Fetch-Site}
 * or {@code Origin}. Every answer forbids scripts, styles and frames of elsewhere. Thread-safe.
 */
public final class RequestGuard {
  /** What an answer may load and who may show it; nothing stands inline. */
  public static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-store");

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
  private static final int FORBIDDEN = 403;
  private static final int MISDIRECTED = 421;

  private final Supplier<SessionSettings> settings;
  private final Cookies cookies;
  private final String listening;

  RequestGuard(Supplier<SessionSettings> settings, Cookies cookies, String listening) {
    this.settings = settings;
    this.cookies = cookies;
    this.listening = listening;
  }

  /**
   * Lets a request pass.
   *
   * @throws HttpResponseException if it may not
   */
  void check(Context context) {
    HEADERS.forEach(context::header);
    Client.note(context, settings.get().proxies());
    if (!Tokens.bearer(context).isEmpty() || context.path().startsWith("/health/")) {
      return;
    }
    if (!Hosts.isOwn(Hosts.name(context), settings.get().url(), listening)) {
      throw new HttpResponseException(
          MISDIRECTED,
          "Sluice does not answer under this name. If it should, put its URL into access.url of"
              + " the configuration.",
          Map.of());
    }
    if (!SAFE.contains(context.method().name()) && !isOwnPage(context)) {
      throw new HttpResponseException(
          FORBIDDEN,
          "This was sent by a page of another site, so nothing was done. Open Sluice itself and"
              + " try again.",
          Map.of());
    }
  }

  private boolean isOwnPage(Context context) {
    String site = context.header("Sec-Fetch-Site");
    if (site != null) {
      return OWN_SITES.contains(site.toLowerCase(Locale.ROOT));
    }
    String origin = context.header("Origin");
    if (origin != null) {
      String host = Optional.ofNullable(context.header("Host")).orElse("");
      return !host.isEmpty() && authority(origin).equalsIgnoreCase(host);
    }
    // No browser leaves out both; a program without cookie acts for nobody but itself.
    return cookies.value(context).isEmpty();
  }

  private static String authority(String origin) {
    try {
      return Optional.ofNullable(new URI(origin).getRawAuthority()).orElse("");
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
