package org.sluice.portal.session;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sluice.core.access.WebSession;
import org.sluice.core.administration.AccessVerbs;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.SignInVerbs.Begun;
import org.sluice.core.administration.SignInVerbs.Browser;
import org.sluice.portal.http.Client;
import org.sluice.portal.look.Alone;

/** What the pages of this room share. */
record Backing(
    AccessVerbs verbs,
    Supplier<SessionSettings> settings,
    Supplier<Instant> clock,
    Cookies cookies,
    Sessions sessions,
    PasswordHash hashes,
    Throttle throttle,
    Alone alone) {
  private static final int NOT_FOUND = 404;
  private static final int UNPROCESSABLE = 422;
  private static final int UNAVAILABLE = 503;

  /** Where a request comes from, and the session that a new one replaces. */
  Browser browser(Context context) {
    String replaced =
        sessions.any(context).map(Sessions.Signed::session).map(WebSession::sha256).orElse("");
    String agent = Optional.ofNullable(context.userAgent()).orElse("");
    return new Browser(Client.ip(context), agent.replaceAll("\\p{Cntrl}", " "), replaced);
  }

  /** Gives the browser its new session, and sends it on. */
  void goOn(Context context, Begun begun, String path) {
    cookies.set(context, begun.cookie());
    seeOther(context, path);
  }

  /** A page whose refusals become a page that says why. */
  Handler answering(Handler page) {
    return context -> {
      try {
        page.handle(context);
      } catch (Refusal e) {
        boolean lost = e.kind() == Refusal.Kind.UNRECORDABLE;
        refuse(context, lost ? UNAVAILABLE : UNPROCESSABLE, String.valueOf(e.getMessage()));
      } catch (PasswordHash.Busy e) {
        refuse(context, UNAVAILABLE, String.valueOf(e.getMessage()));
      }
    };
  }

  /** Says in a page why something was not done. */
  void refuse(Context context, int status, String words) {
    alone.say(
        context,
        status,
        status == NOT_FOUND ? "Nothing here" : "That did not work",
        List.of(words));
  }

  static void seeOther(Context context, String path) {
    context.status(303).header("Location", path);
  }

  /**
   * Whether a password has a hash.
   *
   * @param attempt begun for it; it does not count if nobody could look
   * @throws PasswordHash.Busy if too many ask at once
   */
  boolean isRight(Throttle.Attempt attempt, String password, String hash) {
    try {
      return hashes.matches(password, hash);
    } catch (PasswordHash.Busy e) {
      throttle.untried(attempt);
      throw e;
    }
  }
}
