package org.sluice.portal.session;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.WebSession.Stage;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.SignInVerbs;
import org.sluice.portal.http.Client;
import org.sluice.portal.http.Form;
import org.sluice.portal.look.Alone.Link;
import org.sluice.portal.session.Throttle.Whose;

/** Password, then the second factor; and signing out. */
final class SignInPages {
  static final String SECOND_FACTOR = SignInSite.SIGN_IN + "/second-factor";
  static final String ENROLMENT = SignInSite.SIGN_IN + "/enrolment";
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY = 429;
  private static final String WRONG = "Address or password is wrong.";

  private final Backing backing;
  private final SignInVerbs verbs;
  private final ProviderPages provider;

  SignInPages(Backing backing, ProviderPages provider) {
    this.provider = provider;
    this.backing = backing;
    this.verbs = backing.verbs().signIn();
  }

  void addTo(RoutesConfig routes) {
    routes.get(SignInSite.SIGN_IN, backing.answering(this::ask));
    routes.post(SignInSite.SIGN_IN, backing.answering(this::password));
    routes.get(SECOND_FACTOR, backing.answering(this::askCode));
    routes.post(SECOND_FACTOR, backing.answering(this::code));
    routes.post("/sign-out", backing.answering(this::signOut));
  }

  private void ask(Context context) {
    String to = Destination.of(context.queryParam("to"));
    if (backing.sessions().signedIn(context).isPresent()) {
      Backing.seeOther(context, to);
    } else if (backing.sessions().any(context).filter(Sessions.Signed::lacksFactor).isPresent()) {
      Backing.seeOther(context, onWith(ENROLMENT, to));
    } else {
      show(context, OK, to, "", "");
    }
  }

  private void show(Context context, int status, String to, String name, String problem) {
    Map<String, Object> values = new HashMap<>();
    values.put("to", to);
    values.put("name", name);
    values.put("problem", problem);
    values.put("provider", provider.link(to));
    backing.alone().show(context, status, "Sign in", "session/sign-in", values);
  }

  private void password(Context context) {
    Form form = Form.ofStranger(context);
    String to = Destination.of(form.text("to"));
    String name = form.text("name");
    Optional<Administrator> person = verbs.mayTry(name);
    Throttle.Attempt attempt =
        Throttle.Attempt.password(
            person.map(Administrator::userId).orElse(name.strip()),
            Client.ip(context),
            person
                .map(p -> isKnown(p, Client.ip(context)) ? Whose.FROM_ITS_PLACE : Whose.ACCOUNT)
                .orElse(Whose.NOBODY));
    Duration wait = backing.throttle().begin(attempt, backing.clock().get());
    if (!wait.isZero()) {
      tooSoon(context, wait);
      return;
    }
    Credentials credentials = person.map(verbs::credentials).orElse(Credentials.NONE);
    if (backing.isRight(attempt, form.typed("password"), credentials.passwordHash())) {
      backing.throttle().succeeded(attempt);
      right(context, person.orElseThrow(), credentials, to);
    } else {
      verbs.failed(name, Client.ip(context), "password");
      show(context, UNAUTHORIZED, to, name, WRONG);
    }
  }

  /** Whether the person has last signed in from this address. */
  private static boolean isKnown(Administrator person, String clientIp) {
    return person.lastSignIn().filter(s -> s.clientIp().equals(clientIp)).isPresent();
  }

  void tooSoon(Context context, Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    context.header("Retry-After", Long.toString(seconds));
    backing
        .alone()
        .say(
            context,
            TOO_MANY,
            "Try again later",
            "After failed sign-ins the next one has to wait: "
                + seconds
                + (seconds == 1 ? " second" : " seconds")
                + ". Nothing was tried now.",
            Link.SIGN_IN);
  }

  private void right(Context context, Administrator person, Credentials credentials, String to) {
    boolean needed = backing.settings().get().needsSecondFactor(person);
    if (credentials.hasSecondFactor()) {
      halfway(context, person, Stage.SECOND_FACTOR, SECOND_FACTOR, to);
    } else if (needed) {
      halfway(context, person, Stage.ENROLMENT, ENROLMENT, to);
    } else {
      complete(context, person, credentials, "password", to);
    }
  }

  private void halfway(Context context, Administrator person, Stage stage, String path, String to) {
    backing.goOn(context, verbs.halfway(person, stage, backing.browser(context)), onWith(path, to));
  }

  private static String onWith(String path, String to) {
    return path + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
  }

  private void complete(
      Context context, Administrator person, Credentials proved, String how, String to) {
    try {
      backing.goOn(
          context,
          verbs.complete(person.userId(), proved, backing.browser(context), how),
          Destination.of(to));
    } catch (Refusal e) {
      if (e.kind() == Refusal.Kind.UNRECORDABLE) {
        throw e;
      }
      show(context, UNAUTHORIZED, to, "", String.valueOf(e.getMessage()));
    }
  }

  private void askCode(Context context) {
    if (backing.sessions().at(Stage.SECOND_FACTOR, context).isPresent()) {
      showCode(context, OK, Destination.of(context.queryParam("to")), "");
    } else {
      Backing.seeOther(context, SignInSite.SIGN_IN);
    }
  }

  private void showCode(Context context, int status, String to, String problem) {
    backing
        .alone()
        .show(
            context, status, "Second factor", "session/code", Map.of("to", to, "problem", problem));
  }

  private void code(Context context) {
    Optional<Sessions.Signed> half = backing.sessions().at(Stage.SECOND_FACTOR, context);
    if (half.isEmpty()) {
      Backing.seeOther(context, SignInSite.SIGN_IN);
      return;
    }
    Form form = Form.ofStranger(context);
    String to = Destination.of(form.text("to"));
    Administrator person = half.get().administrator();
    Throttle.Attempt attempt = attempt(person, form.text("code"), Client.ip(context));
    Duration wait = backing.throttle().begin(attempt, backing.clock().get());
    if (!wait.isZero()) {
      tooSoon(context, wait);
      return;
    }
    Credentials kept = verbs.credentials(person);
    Optional<Credentials> proved = proved(kept, form.text("code"));
    if (proved.isPresent()) {
      backing.throttle().succeeded(attempt);
      boolean recovery = proved.get().lastTotpStep() == kept.lastTotpStep();
      complete(context, person, proved.get(), recovery ? "recovery code" : "second factor", to);
    } else {
      verbs.failed(person.userId(), Client.ip(context), "second factor");
      showCode(context, UNAUTHORIZED, to, "The code is not right, or was used already.");
    }
  }

  /** Of six digits there are few enough to guess; of recovery codes there are not. */
  private static Throttle.Attempt attempt(Administrator person, String code, String clientIp) {
    return RecoveryCodes.isLike(code)
        ? Throttle.Attempt.recovery(person.userId(), clientIp)
        : Throttle.Attempt.code(person.userId(), clientIp, isKnown(person, clientIp));
  }

  private Optional<Credentials> proved(Credentials kept, String code) {
    if (!kept.hasSecondFactor()) {
      return Optional.empty();
    }
    OptionalLong step =
        Totp.step(kept.totpSecret(), code, backing.clock().get(), kept.lastTotpStep());
    if (step.isPresent()) {
      return Optional.of(
          kept.withSecondFactor(kept.totpSecret(), step.getAsLong(), kept.recoveryCodes()));
    }
    Credentials less = RecoveryCodes.used(kept, code);
    return less.equals(kept) ? Optional.empty() : Optional.of(less);
  }

  private void signOut(Context context) {
    backing
        .sessions()
        .any(context)
        .ifPresent(signed -> verbs.signOut(signed.session(), Client.ip(context)));
    backing.cookies().clear(context);
    Backing.seeOther(context, SignInSite.SIGN_IN);
  }
}
