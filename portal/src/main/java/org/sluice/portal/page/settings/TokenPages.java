package org.sluice.portal.page.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.access.ApiToken;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.TokenVerbs;
import org.sluice.portal.http.Form;
import org.sluice.portal.http.Times;
import org.sluice.portal.page.frame.Order;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Visit;

/** API tokens: list, make, revoke. For Global Administrators of all. */
public final class TokenPages {
  private static final String ALL = "/settings/tokens";

  private TokenPages() {}

  static void addTo(Routes routes) {
    routes.get(ALL, visit -> list(visit, Written.NOTHING, "", ""));
    routes.post(ALL, TokenPages::create);
    routes.post(ALL + "/revoke", TokenPages::revoke);
  }

  /** What was written into the form of a new one. */
  public record Written(String name, Role role, String domains, String expires) {
    static final Written NOTHING = new Written("", Role.SecurityReader, "", "");

    static Written of(Form form) {
      return new Written(
          form.text("name"),
          AdministratorPages.role(form),
          String.join("\n", form.lines("domains")),
          form.text("expires"));
    }
  }

  private static TokenVerbs verbs(Visit visit) {
    return visit.verbs().access().tokens();
  }

  private static void list(Visit visit, Written written, String problem, String secret) {
    Map<String, Object> values = new HashMap<>();
    List<ApiToken> all = verbs(visit).list(visit.actor());
    Order order = Order.of(visit, ALL, List.of(), List.of("name"), false);
    values.put("order", order);
    values.put("rows", order.rows(all));
    values.put("found", all.size());
    values.put("now", visit.now());
    values.put("written", written);
    values.put("problem", problem);
    values.put("secret", secret);
    values.put("roles", List.of(Role.values()));
    visit.show(new Sheet("API tokens", Place.SETTINGS, "settings/tokens", values));
  }

  private static void create(Visit visit, Form form) {
    Written written = Written.of(form);
    try {
      TokenVerbs.Made made =
          verbs(visit)
              .create(
                  visit.actor(),
                  written.name(),
                  written.role(),
                  AdministratorPages.domains(form),
                  end(written.expires()));
      list(visit, Written.NOTHING, "", made.secret());
    } catch (Refusal e) {
      list(visit, written, AdministratorPages.refused(visit, e), "");
    }
  }

  /** A token holds to the end of the day (UTC) that is chosen. */
  private static Optional<Instant> end(String day) {
    try {
      return day.isEmpty()
          ? Optional.empty()
          : Optional.of(LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant())
              .map(begin -> Times.bounded(begin).plus(Duration.ofDays(1)));
    } catch (DateTimeException e) {
      throw new Refusal(Refusal.Kind.INVALID, "'" + day + "' is no day such as 2026-12-24.", e);
    }
  }

  private static void revoke(Visit visit, Form form) {
    String name = form.typed("name");
    verbs(visit).revoke(visit.actor(), name);
    visit.go(ALL, "The token " + name + " is revoked. It opens nothing any more.");
  }
}
