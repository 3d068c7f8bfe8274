package org.sluice.portal.page.frame;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Refusal;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.Form;
import org.sluice.portal.session.Destination;

/**
 * Where pages are hung. Every page and every form of the portal goes through here: who nobody knows
 * is sent to sign in, and what the verbs refuse becomes a page that says why.
 */
public final class Routes {

  private final RoutesConfig routes;
  private final Admission admission;
  private final Frame frame;

  public Routes(RoutesConfig routes, Admission admission, Frame frame) {
    this.routes = routes;
    this.admission = admission;
    this.frame = frame;
  }

  /** Shows something. */
  @FunctionalInterface
  public interface Page {
    void show(Visit visit);
  }

  /** Does what a form asks. */
  @FunctionalInterface
  public interface Act {
    void carryOut(Visit visit, Form form);
  }

  /** Where pages hear of changes. */
  public void live(Live live) {
    live.addTo(routes, Frame.LIVE, admission);
  }

  /** What a GET of a path shows. */
  public void get(String path, Page page) {
    routes.get(path, context -> visit(context, Role.SecurityReader, page));
  }

  /**
   * What a POST of a path does. The one place for what changes something: whoever may only read is
   * turned away before the form is looked at; the verb may ask for more.
   */
  public void post(String path, Act act) {
    routes.post(path, context -> visit(context, Role.SecurityAdministrator, act));
  }

  /** The same for what concerns the organization: who is limited to domains is turned away too. */
  public void postOfAll(String path, Act act) {
    post(
        path,
        (visit, form) -> {
          if (!visit.actor().domains().isAll()) {
            throw new Refusal(
                Refusal.Kind.FORBIDDEN,
                "This concerns the whole organization; "
                    + visit.actor().userId()
                    + " is limited to "
                    + visit.actor().domains().shown()
                    + ". Nothing was changed.");
          }
          act.carryOut(visit, form);
        });
  }

  /** What a POST of a path tells that changes nothing. */
  public void ask(String path, Act act) {
    routes.post(path, context -> visit(context, Role.SecurityReader, act));
  }

  private void visit(Context context, Role needed, Act act) {
    visit(context, needed, visit -> act.carryOut(visit, Form.of(visit.http())));
  }

  private void visit(Context context, Role needed, Page page) {
    Optional<Actor> actor = admission.actor(context);
    if (actor.isPresent() && actor.get().role().includes(needed)) {
      attempt(new Visit(context, actor.get(), frame), page);
    } else if (actor.isPresent()) {
      frame.alone(
          context,
          HttpStatus.FORBIDDEN,
          "Not for this role",
          "This needs the role "
              + needed.title()
              + "; "
              + actor.get().userId()
              + " is "
              + actor.get().role().title()
              + ". Nothing was changed.");
    } else if (context.method().name().equals("GET")) {
      context.redirect(Destination.signIn(context), HttpStatus.SEE_OTHER);
    } else {
      frame.alone(
          context,
          HttpStatus.UNAUTHORIZED,
          "Sign in again",
          "Nobody is signed in, so nothing was changed.");
    }
  }

  private void attempt(Visit visit, Page page) {
    try {
      page.show(visit);
    } catch (Refusal e) {
      visit.http().status(status(e.kind()));
      visit.show(Refused.sheet(e));
    }
  }

  private static HttpStatus status(Refusal.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
      case CONFLICT -> HttpStatus.CONFLICT;
      case FORBIDDEN -> HttpStatus.FORBIDDEN;
      case UNRECORDABLE -> HttpStatus.SERVICE_UNAVAILABLE;
    };
  }
}
