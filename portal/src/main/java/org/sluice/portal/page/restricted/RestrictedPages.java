package org.sluice.portal.page.restricted;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.RestrictedPage;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.portal.http.Form;
import org.sluice.portal.http.Times;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Refused;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Visit;

/** The list, its export, and restricting by hand. */
public final class RestrictedPages {
  private static final String RESTRICT = "/restricted/restrict";

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get("/restricted", RestrictedPages::list);
    routes.get("/restricted.csv", RestrictedExport::answer);
    routes.get(
        RESTRICT,
        visit -> ask(visit, new Wish(visit.query("type"), visit.query("name"), "", "", "")));
    routes.post(RESTRICT, RestrictedPages::restrict);
    new UnblockPages().addTo(routes);
  }

  private static void list(Visit visit) {
    Listing listing = Listing.of(visit);
    RestrictedPage page =
        listing.shown(query -> visit.verbs().restrictions().page(visit.actor(), query));
    visit.show(
        new Sheet(
            "Restricted entities",
            Place.RESTRICTED,
            "restricted/list",
            Map.of(
                "listing",
                listing,
                "page",
                page,
                "whose",
                visit.actor().domains().isAll() ? "" : " of " + visit.actor().domains().shown(),
                "mayChange",
                visit.may(Role.SecurityAdministrator))));
  }

  /**
   * What was written into the form.
   *
   * @param problem why it was not accepted; empty if it was not sent yet
   */
  public record Wish(String type, String name, String reason, String end, String problem) {}

  private static void ask(Visit visit, Wish wish) {
    visit.show(
        new Sheet(
            "Restrict a sender",
            Place.RESTRICTED,
            "restricted/restrict",
            Map.of("wish", wish, "settings", visit.backing().settings().get())));
  }

  private static void restrict(Visit visit, Form form) {
    Wish wish =
        new Wish(form.text("type"), form.text("name"), form.text("reason"), form.text("end"), "");
    try {
      Kind kind = Visit.choice(wish.type(), Kind.class).orElse(Kind.USER);
      if (wish.name().isEmpty() || wish.reason().isEmpty()) {
        throw new Refusal(Refusal.Kind.INVALID, "Say who is to be restricted, and why.");
      }
      RestrictedEntity entity = visit.verbs().restrictions().entity(kind, wish.name());
      var _ =
          visit
              .verbs()
              .restrictions()
              .restrict(visit.actor(), entity, wish.reason(), end(wish.end()));
      String doubt = visit.verbs().inquiries().doubt(visit.actor(), entity).orElse("");
      String done = entity.name() + " is restricted and can send nothing from now on.";
      visit.go("/restricted", (done + " " + doubt).strip());
    } catch (Refusal e) {
      String problem = Refused.words(e);
      visit.http().status(422);
      ask(visit, new Wish(wish.type(), wish.name(), wish.reason(), wish.end(), problem));
    }
  }

  /** A browser's field of date and time has no zone: it is read as UTC, which the form says. */
  private static Optional<Instant> end(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(Times.bounded(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)));
    } catch (DateTimeException e) {
      throw new Refusal(
          Refusal.Kind.INVALID, "'" + text + "' is no time such as 2026-12-24T18:00.", e);
    }
  }
}
