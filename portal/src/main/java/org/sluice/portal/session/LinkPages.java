package org.sluice.portal.session;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Predicate;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.administration.AccountVerbs;
import org.sluice.core.administration.Refusal;
import org.sluice.portal.http.Client;

/** One-time links: becoming the first administrator, setting a password. */
final class LinkPages {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNPROCESSABLE = 422;

  private final Backing backing;
  private final AccountVerbs verbs;

  LinkPages(Backing backing) {
    this.backing = backing;
    this.verbs = backing.verbs().account();
  }

  void addTo(RoutesConfig routes) {
    routes.get("/first/{token}", backing.answering(context -> ask(context, OneTimeLink::isFirst)));
    routes.post("/first/{token}", backing.answering(context -> set(context, OneTimeLink::isFirst)));
    routes.get(
        "/link/{token}", backing.answering(context -> ask(context, link -> !link.isFirst())));
    routes.post(
        "/link/{token}", backing.answering(context -> set(context, link -> !link.isFirst())));
  }

  private Optional<OneTimeLink> link(Context context, Predicate<OneTimeLink> kind) {
    return verbs.link(context.pathParam("token")).filter(kind);
  }

  private void ask(Context context, Predicate<OneTimeLink> kind) {
    link(context, kind)
        .ifPresentOrElse(link -> show(context, link, OK, "", ""), () -> ended(context));
  }

  private void show(Context context, OneTimeLink link, int status, String address, String problem) {
    String passwords =
        Markup.field("password", "Password", "password", "new-password", "")
            + Markup.field("again", "The same again", "password", "new-password", "");
    String first =
        Markup.paragraph(
                "Whoever fills this in becomes the first Global Administrator of this Sluice.")
            + Markup.problem(problem)
            + Markup.form(
                context.path(),
                Markup.field("name", "Your address", "email", "username", address) + passwords,
                "Become administrator");
    String other =
        Markup.paragraph("A new password for " + link.userId() + ".")
            + Markup.problem(problem)
            + Markup.form(context.path(), passwords, "Set password");
    backing
        .markup()
        .show(
            context,
            status,
            link.isFirst() ? "First administrator" : "New password",
            link.isFirst() ? first : other);
  }

  private void ended(Context context) {
    backing
        .markup()
        .show(
            context,
            NOT_FOUND,
            "The link does not hold",
            Markup.paragraph(
                    "It was used, or is older than a day, or a newer one was made. On the server,"
                        + " ./sluice administrator reset ADDRESS prints a new one.")
                + "<p><a href=\"/sign-in\">Sign in</a></p>\n");
  }

  private void set(Context context, Predicate<OneTimeLink> kind) {
    Optional<OneTimeLink> link = link(context, kind);
    if (link.isEmpty()) {
      ended(context);
      return;
    }
    Form form = Form.of(context);
    String address = link.get().isFirst() ? form.text("name").strip() : link.get().userId();
    String password = form.text("password");
    String problem = PasswordRules.problem(address, password, form.text("again"));
    if (problem.isEmpty()) {
      problem = carriedOut(context, link.get(), address, password);
    }
    if (problem.isEmpty()) {
      Backing.seeOther(context, SignInSite.SIGN_IN);
    } else {
      show(context, link.get(), UNPROCESSABLE, address, problem);
    }
  }

  /** Why it was not done; empty if it was. */
  private String carriedOut(Context context, OneTimeLink link, String address, String password) {
    String token = context.pathParam("token");
    try {
      String hash = backing.hashes().of(password);
      var _ =
          link.isFirst()
              ? verbs.becomeFirst(token, address, hash, Client.ip(context))
              : verbs.redeem(token, hash, Client.ip(context));
      return "";
    } catch (Refusal e) {
      return String.valueOf(e.getMessage());
    }
  }
}
