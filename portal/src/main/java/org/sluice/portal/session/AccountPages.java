package org.sluice.portal.session;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.WebSession;
import org.sluice.core.administration.Refusal;
import org.sluice.portal.http.Client;
import org.sluice.portal.http.Form;

/** One's own account: password, second factor, sessions. */
final class AccountPages {
  static final String PATH = "/account";
  private static final int OK = 200;
  private static final int UNPROCESSABLE = 422;

  /** For the record of a password that is wrong although somebody has signed in. */
  static final String WHY = "password, asked for again within a session";

  private static final String WRONG = "Your password is wrong. Nothing was changed.";

  private final Backing backing;
  private final SignInPages signIn;

  AccountPages(Backing backing, SignInPages signIn) {
    this.backing = backing;
    this.signIn = signIn;
  }

  void addTo(RoutesConfig routes) {
    routes.get(
        PATH,
        backing.answering(context -> own(context, person -> show(context, person, OK, "", ""))));
    routes.post(
        PATH + "/password", backing.answering(context -> own(context, p -> password(context, p))));
    routes.post(
        PATH + "/second-factor/off",
        backing.answering(context -> own(context, p -> drop(context, p))));
    routes.post(
        PATH + "/sign-out-others",
        backing.answering(context -> own(context, p -> signOut(context, p))));
  }

  /** What is done for whoever has signed in. */
  @FunctionalInterface
  private interface Page {
    void of(Sessions.Signed person);
  }

  private void own(Context context, Page page) {
    Optional<Sessions.Signed> person = backing.sessions().signedIn(context);
    if (person.isPresent()) {
      page.of(person.get());
    } else {
      Backing.seeOther(
          context,
          context.method().name().equals("GET") ? Destination.signIn(context) : SignInSite.SIGN_IN);
    }
  }

  private void show(
      Context context, Sessions.Signed person, int status, String note, String problem) {
    Administrator own = person.administrator();
    Credentials credentials = backing.verbs().signIn().credentials(own);
    List<WebSession> sessions =
        backing.verbs().sessions().list(person.actor(context), own.userId());
    backing
        .alone()
        .show(
            context,
            status,
            "Your account",
            "session/account",
            Map.of(
                "own", own,
                "hasSecondFactor", credentials.hasSecondFactor(),
                "codes", credentials.recoveryCodes().size(),
                "sessions", sessions,
                "present", person.session().sha256(),
                "note", note,
                "problem", problem));
  }

  /** Whether the password is one's own; if not, or too soon, that is answered. */
  private boolean isProven(Context context, Sessions.Signed person, String password) {
    String userId = person.administrator().userId();
    Throttle.Attempt attempt = Throttle.Attempt.own(userId);
    Duration wait = backing.throttle().begin(attempt, backing.clock().get());
    if (!wait.isZero()) {
      signIn.tooSoon(context, wait);
      return false;
    }
    Credentials kept = backing.verbs().signIn().credentials(person.administrator());
    if (backing.isRight(attempt, password, kept.passwordHash())) {
      backing.throttle().succeeded(attempt);
      return true;
    }
    backing.verbs().signIn().failed(userId, Client.ip(context), WHY);
    show(context, person, UNPROCESSABLE, "", WRONG);
    return false;
  }

  private void password(Context context, Sessions.Signed person) {
    Form form = Form.ofStranger(context);
    String fresh = form.typed("fresh");
    String problem =
        PasswordRules.problem(person.administrator().userId(), fresh, form.typed("again"));
    if (!problem.isEmpty()) {
      show(context, person, UNPROCESSABLE, "", problem);
    } else if (isProven(context, person, form.typed("password"))) {
      attempt(
          context,
          person,
          "Your password is changed; all your other sessions have ended.",
          () ->
              backing
                  .verbs()
                  .account()
                  .changePassword(
                      person.actor(context),
                      backing.hashes().of(fresh),
                      person.session().sha256()));
    }
  }

  private void drop(Context context, Sessions.Signed person) {
    if (backing.settings().get().needsSecondFactor(person.administrator())) {
      show(context, person, UNPROCESSABLE, "", "A second factor is needed here.");
    } else if (isProven(context, person, Form.ofStranger(context).typed("proof"))) {
      attempt(
          context,
          person,
          "The second factor is off; all your other sessions have ended.",
          () ->
              backing
                  .verbs()
                  .account()
                  .dropSecondFactor(person.actor(context), person.session().sha256()));
    }
  }

  private void signOut(Context context, Sessions.Signed person) {
    attempt(
        context,
        person,
        "All your other sessions have ended.",
        () ->
            backing
                .verbs()
                .sessions()
                .end(
                    person.actor(context),
                    person.administrator().userId(),
                    person.session().sha256()));
  }

  private void attempt(Context context, Sessions.Signed person, String note, Runnable verb) {
    try {
      verb.run();
      show(context, person, OK, note, "");
    } catch (Refusal e) {
      if (e.kind() == Refusal.Kind.UNRECORDABLE) {
        throw e;
      }
      show(context, person, UNPROCESSABLE, "", String.valueOf(e.getMessage()));
    }
  }
}
