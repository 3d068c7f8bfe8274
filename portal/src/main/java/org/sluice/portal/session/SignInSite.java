package org.sluice.portal.session;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sluice.core.administration.AccessVerbs;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.Site;
import org.sluice.portal.http.Tokens;
import org.sluice.portal.look.Alone;
import org.sluice.portal.openid.Provider;

/**
 * Signing in with a browser, one-time links and one's own account; and the guard that every request
 * of the server passes. Thread-safe.
 */
public final class SignInSite implements Site {
  static final String SIGN_IN = "/sign-in";

  private final RequestGuard guard;
  private final Backing backing;
  private final Entrance entrance;
  private final Supplier<Optional<Provider>> provider;

  /**
   * @param tokens bearer tokens of the configuration
   * @param provider of OpenID Connect; empty for none
   * @param listening the host of the address on which the server listens
   */
  public SignInSite(
      AccessVerbs verbs,
      Supplier<Tokens> tokens,
      Supplier<SessionSettings> settings,
      Supplier<Optional<Provider>> provider,
      Supplier<Instant> clock,
      String listening) {
    this.provider = provider;
    Cookies cookies = new Cookies(settings);
    this.guard = new RequestGuard(settings, cookies, listening);
    Sessions sessions = new Sessions(verbs.signIn(), settings, clock, cookies);
    this.backing =
        new Backing(
            verbs,
            settings,
            clock,
            cookies,
            sessions,
            new PasswordHash(),
            new Throttle(),
            new Alone());
    this.entrance = new Entrance(tokens, verbs.tokens(), sessions);
  }

  /** Who a request comes from, by token or session; for all sites of the server. */
  public Admission admission() {
    return entrance;
  }

  @Override
  public List<String> paths() {
    return List.of(SIGN_IN, "/sign-out", "/first/", "/link/", AccountPages.PATH);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.before(guard::check);
    ProviderPages byProvider = new ProviderPages(backing, provider);
    byProvider.addTo(routes);
    SignInPages signIn = new SignInPages(backing, byProvider);
    signIn.addTo(routes);
    new SecondFactorPages(backing, signIn).addTo(routes);
    new LinkPages(backing).addTo(routes);
    new AccountPages(backing, signIn).addTo(routes);
  }

  @Override
  public void refuse(Context context, int status, String words) {
    backing.refuse(context, status, words);
  }
}
