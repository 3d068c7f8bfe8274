package org.sluice.portal.session;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.administration.AccountVerbs;
import org.sluice.core.administration.Refusal;
import org.sluice.portal.http.Client;
import org.sluice.portal.http.Form;
import org.sluice.portal.look.Alone.Link;

/** One-time links: becoming the first administrator, setting a password. */
final class LinkPages {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNPROCESSABLE = 422;

  /** Any link of its kind. */
  private static final OneTimeLink FIRST = new OneTimeLink("", OneTimeLink.FIRST, Instant.EPOCH);

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
    String to = Destination.of(context.queryParam("to"));
    link(context, kind)
        .ifPresentOrElse(link -> show(context, link, OK, to, "", ""), () -> ended(context, kind));
  }

  private void show(
      Context context, OneTimeLink link, int status, String to, String address, String problem) {
    backing
        .alone()
        .show(
            context,
            status,
            link.isFirst() ? "First administrator" : "New password",
            "session/link",
            Map.of(
                "link", link,
                "path", context.path(),
                "to", to,
                "address", address,
                "problem", problem));
  }

  private void ended(Context context, Predicate<OneTimeLink> kind) {
    boolean first = kind.test(FIRST);
    backing
        .alone()
        .say(
            context,
            NOT_FOUND,
            "The link does not hold",
            first
                ? "It was used, or is older than an hour, or there is an administrator already. On"
                    + " the server, ./sluice administrator add ADDRESS --role GlobalAdministrator"
                    + " prints another."
                : "It was used, or is older than a day, or a newer one was made. On the server,"
                    + " ./sluice administrator reset ADDRESS prints a new one.",
            Link.SIGN_IN);
  }

  private void set(Context context, Predicate<OneTimeLink> kind) {
    Optional<OneTimeLink> link = link(context, kind);
    if (link.isEmpty()) {
      ended(context, kind);
      return;
    }
    Form form = Form.ofStranger(context);
    String address = link.get().isFirst() ? form.text("name") : link.get().userId();
    String password = form.typed("password");
    String to = Destination.of(form.text("to"));
    String problem = PasswordRules.problem(address, password, form.typed("again"));
    if (problem.isEmpty()) {
      problem = carriedOut(context, link.get(), address, password);
    }
    if (problem.isEmpty()) {
      Backing.seeOther(context, Destination.signIn(to));
    } else {
      show(context, link.get(), UNPROCESSABLE, to, address, problem);
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
      if (e.kind() == Refusal.Kind.UNRECORDABLE) {
        throw e;
      }
      return String.valueOf(e.getMessage());
    }
  }
}
