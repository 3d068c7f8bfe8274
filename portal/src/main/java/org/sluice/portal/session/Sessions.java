package org.sluice.portal.session;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.WebSession;
import org.sluice.core.access.WebSession.Stage;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.SignInVerbs;
import org.sluice.portal.http.Client;

/** Which session a request belongs to, and whose that is. Thread-safe. */
final class Sessions {
  /** Between the password and the second factor. */
  static final Duration HALFWAY = Duration.ofMinutes(10);

  private final SignInVerbs verbs;
  private final Supplier<SessionSettings> settings;
  private final Supplier<Instant> clock;
  private final Cookies cookies;

  Sessions(
      SignInVerbs verbs,
      Supplier<SessionSettings> settings,
      Supplier<Instant> clock,
      Cookies cookies) {
    this.verbs = verbs;
    this.settings = settings;
    this.clock = clock;
    this.cookies = cookies;
  }

  /**
   * A session that holds, and its administrator.
   *
   * @param lacksFactor whether it was begun with a password alone, and that is not enough any more:
   *     all that it is good for is to set a second factor up
   */
  record Signed(WebSession session, Administrator administrator, boolean lacksFactor) {

    /** How far this has come, by what is needed now. */
    Stage stage() {
      return lacksFactor ? Stage.ENROLMENT : session.stage();
    }

    Actor actor(Context context) {
      return new Actor(
          administrator.userId(),
          administrator.role(),
          Client.ip(context),
          administrator.domains());
    }
  }

  /** Who has signed in. What an open page asks by itself does not count as use of the session. */
  Optional<Signed> signedIn(Context context) {
    Optional<Signed> signed = at(Stage.SIGNED_IN, context);
    if (!isOfItself(context)) {
      signed.ifPresent(s -> verbs.seen(s.session()));
    }
    return signed;
  }

  /** The refresh of a part (htmx names the element), of a plot, and the stream of events. */
  private static boolean isOfItself(Context context) {
    String accept = context.header("Accept");
    return "live".equals(context.header("HX-Trigger"))
        || context.header("Sluice-Refresh") != null
        || (accept != null && accept.startsWith("text/event-stream"));
  }

  /** Who has come so far, by what is needed now. */
  Optional<Signed> at(Stage stage, Context context) {
    return any(context).filter(s -> s.stage() == stage);
  }

  /** The session that a browser has, at whatever stage, if it holds. */
  Optional<Signed> any(Context context) {
    String value = cookies.value(context);
    return value.isEmpty()
        ? Optional.empty()
        : verbs
            .session(value)
            .filter(this::holds)
            .flatMap(s -> verbs.enabled(s.userId()).map(a -> new Signed(s, a, lacksFactor(s, a))));
  }

  /** A second factor can be made needed while people are signed in. */
  private boolean lacksFactor(WebSession session, Administrator person) {
    return session.stage() == Stage.SIGNED_IN
        && !session.byProvider()
        && settings.get().needsSecondFactor(person)
        && !verbs.credentials(person).hasSecondFactor();
  }

  private boolean holds(WebSession session) {
    Instant now = clock.get();
    boolean whole = session.stage() == Stage.SIGNED_IN;
    Duration most = whole ? settings.get().most() : HALFWAY;
    // It is noted once a minute that a session is used.
    Duration idle = whole ? settings.get().idle().plusMinutes(1) : HALFWAY;
    return now.isBefore(session.began().plus(most)) && now.isBefore(session.seen().plus(idle));
  }
}
