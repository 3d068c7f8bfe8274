package org.sluice.portal.session;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sluice.core.access.WebSession.Stage;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.SignInVerbs.Begun;
import org.sluice.portal.http.Client;
import org.sluice.portal.http.Form;

/**
 * Taking a second factor into use: on one's own account, or on the way in where one is needed. The
 * key is proposed in the page and kept nowhere before a code has proved it.
 */
final class SecondFactorPages {
  static final String OWN = "/account/second-factor";
  private static final int OK = 200;
  private static final int UNPROCESSABLE = 422;

  private final Backing backing;
  private final SignInPages signIn;
  private final SecureRandom chance = new SecureRandom();

  SecondFactorPages(Backing backing, SignInPages signIn) {
    this.backing = backing;
    this.signIn = signIn;
  }

  void addTo(RoutesConfig routes) {
    routes.get(OWN, backing.answering(context -> propose(context, Stage.SIGNED_IN)));
    routes.post(OWN, backing.answering(context -> take(context, Stage.SIGNED_IN)));
    routes.get(
        SignInPages.ENROLMENT, backing.answering(context -> propose(context, Stage.ENROLMENT)));
    routes.post(
        SignInPages.ENROLMENT, backing.answering(context -> take(context, Stage.ENROLMENT)));
  }

  private Optional<Sessions.Signed> person(Context context, Stage stage) {
    return backing.sessions().at(stage, context);
  }

  private void propose(Context context, Stage stage) {
    Optional<Sessions.Signed> person = person(context, stage);
    if (person.isEmpty()) {
      Backing.seeOther(context, SignInSite.SIGN_IN);
    } else {
      show(context, OK, person.get(), Totp.freshSecret(chance), "");
    }
  }

  private void show(
      Context context, int status, Sessions.Signed person, String secret, String problem) {
    boolean own = person.stage() == Stage.SIGNED_IN;
    String picture = QrCodes.picture(QrCodes.uri(person.administrator().userId(), secret));
    backing
        .alone()
        .show(
            context,
            status,
            "Second factor",
            "session/second-factor",
            Map.of(
                "own", own,
                "password", !isFresh(person),
                "path", own ? OWN : SignInPages.ENROLMENT,
                "secret", secret,
                "picture", picture,
                "problem", problem));
  }

  private void take(Context context, Stage stage) {
    Optional<Sessions.Signed> person = person(context, stage);
    if (person.isEmpty()) {
      Backing.seeOther(context, SignInSite.SIGN_IN);
      return;
    }
    Form form = Form.ofStranger(context);
    String secret = form.text("secret");
    if (!Totp.isSecret(secret)) {
      show(
          context,
          UNPROCESSABLE,
          person.get(),
          Totp.freshSecret(chance),
          "The key was not whole. This is a new one.");
      return;
    }
    Throttle.Attempt attempt = Throttle.Attempt.own(person.get().administrator().userId());
    Duration wait = backing.throttle().begin(attempt, backing.clock().get());
    if (!wait.isZero()) {
      signIn.tooSoon(context, wait);
      return;
    }
    OptionalLong step = Totp.step(secret, form.text("code"), backing.clock().get(), 0);
    if (!isTrusted(attempt, person.get(), form.typed("password"))) {
      failed(context, person.get());
      show(context, UNPROCESSABLE, person.get(), secret, "The password is wrong.");
    } else if (step.isEmpty()) {
      show(context, UNPROCESSABLE, person.get(), secret, "The code is not right.");
    } else {
      backing.throttle().succeeded(attempt);
      taken(context, person.get(), secret, step.getAsLong());
    }
  }

  private void failed(Context context, Sessions.Signed person) {
    String userId = person.administrator().userId();
    backing.verbs().signIn().failed(userId, Client.ip(context), AccountPages.WHY);
  }

  /** On the way in the password was given a moment ago. */
  private static boolean isFresh(Sessions.Signed person) {
    return person.session().stage() == Stage.ENROLMENT;
  }

  private boolean isTrusted(Throttle.Attempt attempt, Sessions.Signed person, String password) {
    return isFresh(person)
        || backing.isRight(
            attempt,
            password,
            backing.verbs().signIn().credentials(person.administrator()).passwordHash());
  }

  private void taken(Context context, Sessions.Signed person, String secret, long step) {
    List<String> codes = RecoveryCodes.fresh(chance);
    Actor actor = person.actor(context);
    var _ =
        backing
            .verbs()
            .account()
            .takeSecondFactor(
                actor,
                secret,
                step,
                codes.stream().map(RecoveryCodes::digest).toList(),
                person.session().sha256());
    if (isFresh(person)) {
      Begun begun =
          backing
              .verbs()
              .signIn()
              .complete(
                  actor.userId(),
                  backing.verbs().signIn().credentials(person.administrator()),
                  backing.browser(context),
                  "second factor");
      backing.cookies().set(context, begun.cookie());
    }
    backing
        .alone()
        .show(context, OK, "Recovery codes", "session/recovery-codes", Map.of("codes", codes));
  }
}
