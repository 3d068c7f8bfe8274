package org.sluice.portal.session;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.WebSession;
import org.sluice.core.administration.Refusal;

/** One's own account: password, second factor, sessions. */
final class AccountPages {
  static final String PATH = "/account";
  private static final int OK = 200;
  private static final int UNPROCESSABLE = 422;
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
    StringBuilder body = new StringBuilder(Markup.problem(problem));
    if (!note.isEmpty()) {
      body.append("<div class=\"note\" role=\"status\">");
      body.append(Markup.escape(note)).append("</div>\n");
    }
    body.append("<dl class=\"facts\"><dt>Address</dt><dd>").append(Markup.escape(own.userId()));
    body.append("</dd><dt>Role</dt><dd>").append(own.role().title());
    body.append("</dd><dt>Domains</dt><dd>").append(Markup.escape(own.domains().shown()));
    body.append("</dd></dl>\n");
    body.append(password()).append(secondFactor(credentials));
    body.append(sessions(context, person)).append("<p><a href=\"/\">Overview</a></p>\n");
    backing.markup().show(context, status, "Your account", body.toString());
  }

  private static String password() {
    return "<h2>Password</h2>\n"
        + Markup.form(
            PATH + "/password",
            Markup.field("password", "Your password", "password", "current-password", "")
                + Markup.field("fresh", "New password", "password", "new-password", "")
                + Markup.field("again", "The same again", "password", "new-password", ""),
            "Change password");
  }

  private static String secondFactor(Credentials credentials) {
    String change = "<p><a class=\"button\" href=\"" + SecondFactorPages.OWN + "\">%s</a></p>\n";
    if (!credentials.hasSecondFactor()) {
      return "<h2>Second factor</h2>\n"
          + Markup.paragraph("A password alone signs you in.")
          + change.formatted("Set up a second factor");
    }
    return "<h2>Second factor</h2>\n"
        + Markup.paragraph(
            "In use; recovery codes left: " + credentials.recoveryCodes().size() + ".")
        + change.formatted("Set up another, with new recovery codes")
        + Markup.form(
            PATH + "/second-factor/off",
            Markup.field("proof", "Your password", "password", "current-password", ""),
            "Turn it off");
  }

  private String sessions(Context context, Sessions.Signed person) {
    List<WebSession> sessions =
        backing.verbs().sessions().list(person.actor(context), person.administrator().userId());
    StringBuilder body = new StringBuilder("<h2>Sessions</h2>\n<table><thead><tr>");
    body.append("<th scope=\"col\">From</th><th scope=\"col\">Browser</th>");
    body.append("<th scope=\"col\">Signed in</th><th scope=\"col\">Last used</th></tr></thead>");
    body.append("<tbody>\n");
    for (WebSession s : sessions) {
      boolean present = s.sha256().equals(person.session().sha256());
      body.append("<tr><td>").append(Markup.escape(s.clientIp()));
      body.append(present ? " (this one)" : "").append("</td><td>");
      body.append(Markup.escape(s.browser())).append("</td><td>").append(minute(s.began()));
      body.append("</td><td>").append(minute(s.seen())).append("</td></tr>\n");
    }
    return body.append("</tbody></table>\n")
        .append(Markup.form(PATH + "/sign-out-others", "", "Sign out everywhere else"))
        .append(Markup.form("/sign-out", "", "Sign out"))
        .toString();
  }

  private static String minute(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES).toString();
  }

  /** Whether the password is one's own; if not, or too soon, that is answered. */
  private boolean isProven(Context context, Sessions.Signed person, String password) {
    String userId = person.administrator().userId();
    Throttle.Attempt attempt = Throttle.Attempt.code(userId);
    Duration wait = backing.throttle().begin(attempt, backing.clock().get());
    if (!wait.isZero()) {
      signIn.tooSoon(context, wait);
      return false;
    }
    Credentials kept = backing.verbs().signIn().credentials(person.administrator());
    if (backing.hashes().matches(password, kept.passwordHash())) {
      backing.throttle().succeeded(attempt);
      return true;
    }
    show(context, person, UNPROCESSABLE, "", WRONG);
    return false;
  }

  private void password(Context context, Sessions.Signed person) {
    Form form = Form.of(context);
    String fresh = form.text("fresh");
    String problem =
        PasswordRules.problem(person.administrator().userId(), fresh, form.text("again"));
    if (!problem.isEmpty()) {
      show(context, person, UNPROCESSABLE, "", problem);
    } else if (isProven(context, person, form.text("password"))) {
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
    boolean needed =
        backing.settings().get().secondFactor() || person.administrator().needsSecondFactor();
    if (needed) {
      show(context, person, UNPROCESSABLE, "", "A second factor is needed here.");
    } else if (isProven(context, person, Form.of(context).text("proof"))) {
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
      show(context, person, UNPROCESSABLE, "", String.valueOf(e.getMessage()));
    }
  }
}
