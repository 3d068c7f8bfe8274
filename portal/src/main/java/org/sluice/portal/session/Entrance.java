package org.sluice.portal.session;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Supplier;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.TokenVerbs;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.Client;
import org.sluice.portal.http.Tokens;

/**
 * Who a request comes from: the holder of a bearer token, of the configuration or of the store, or
 * whoever has signed in with the browser. With a bearer token the cookie says nothing. Thread-safe.
 */
final class Entrance implements Admission {
  private static final String ATTRIBUTE = "sluice.actor";

  private final Supplier<Tokens> configured;
  private final TokenVerbs stored;
  private final Sessions sessions;

  Entrance(Supplier<Tokens> configured, TokenVerbs stored, Sessions sessions) {
    this.configured = configured;
    this.stored = stored;
    this.sessions = sessions;
  }

  @Override
  public Optional<Actor> actor(Context context) {
    if (context.attribute(ATTRIBUTE) instanceof Actor found) {
      return Optional.of(found);
    }
    String token = Tokens.bearer(context);
    Optional<Actor> actor =
        token.isEmpty()
            ? sessions.signedIn(context).map(signed -> signed.actor(context))
            : byToken(token, Client.ip(context));
    actor.ifPresent(a -> context.attribute(ATTRIBUTE, a));
    return actor;
  }

  private Optional<Actor> byToken(String token, String clientIp) {
    return configured.get().caller(token, clientIp).or(() -> stored.caller(token, clientIp));
  }
}
