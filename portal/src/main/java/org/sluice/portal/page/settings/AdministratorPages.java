package org.sluice.portal.page.settings;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Role;
import org.sluice.core.administration.AdministratorVerbs;
import org.sluice.core.administration.AdministratorVerbs.Linked;
import org.sluice.core.administration.Refusal;
import org.sluice.core.mail.Domains;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Order;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Version;
import org.sluice.portal.page.frame.Visit;

/** Who administers: list, add, change, a new link, remove. For Global Administrators of all. */
public final class AdministratorPages {
  private static final String ALL = "/settings/administrators";
  private static final String ONE = ALL + "/administrator";
  private static final String ID = "id";

  /** Roles that a person can have. */
  static final List<Role> ROLES =
      Stream.of(Role.values()).filter(role -> role != Role.MailServer).toList();

  private AdministratorPages() {}

  static void addTo(Routes routes) {
    routes.get(ALL, visit -> list(visit, Added.NOBODY, "", Optional.empty()));
    routes.post(ALL, AdministratorPages::add);
    routes.get(ONE, visit -> show(visit, find(visit, visit.query(ID)), "", Optional.empty()));
    routes.post(ONE, AdministratorPages::save);
    routes.post(ONE + "/link", AdministratorPages::link);
    routes.post(ONE + "/remove", AdministratorPages::remove);
  }

  /** What was written into the form of a new one. */
  public record Added(String address, String name, Role role, String domains) {
    static final Added NOBODY = new Added("", "", Role.SecurityAdministrator, "");

    static Added of(Form form) {
      return new Added(
          form.text("address"),
          form.text("name"),
          AdministratorPages.role(form),
          String.join("\n", form.lines("domains")));
    }
  }

  /** A link that is shown once. */
  public record ShownLink(String url, String userId, Instant until) {}

  private static AdministratorVerbs verbs(Visit visit) {
    return visit.verbs().access().administrators();
  }

  private static AdministratorVerbs.Shown find(Visit visit, String id) {
    return verbs(visit).show(visit.actor(), id);
  }

  private static void list(Visit visit, Added added, String problem, Optional<ShownLink> link) {
    Map<String, Object> values = new HashMap<>();
    List<AdministratorVerbs.Shown> all = verbs(visit).list(visit.actor());
    Order order = Order.of(visit, ALL, List.of(), List.of("address"), false);
    values.put("order", order);
    values.put("rows", order.rows(all));
    values.put("found", all.size());
    values.put("added", added);
    values.put("problem", problem);
    values.put("link", link);
    values.put("roles", ROLES);
    visit.show(new Sheet("Administrators", Place.SETTINGS, "settings/administrators", values));
  }

  private static void show(
      Visit visit, AdministratorVerbs.Shown shown, String problem, Optional<ShownLink> link) {
    Map<String, Object> values = new HashMap<>();
    values.put("shown", shown);
    values.put("version", version(shown.administrator()));
    values.put("problem", problem);
    values.put("link", link);
    values.put("roles", ROLES);
    visit.show(
        new Sheet(
            shown.administrator().userId(), Place.SETTINGS, "settings/administrator", values));
  }

  /** Of what can be edited: signing in is no edit. */
  private static String version(Administrator a) {
    return Version.of(
        List.of(
            a.displayName(), a.role(), a.domains().names(), a.enabled(), a.needsSecondFactor()));
  }

  static Role role(Form form) {
    return Visit.choice(form.text("role"), Role.class)
        .orElseThrow(
            () -> new Refusal(Refusal.Kind.INVALID, "'" + form.text("role") + "' is no role."));
  }

  static Domains domains(Form form) {
    return new Domains(form.lines("domains"));
  }

  private static void add(Visit visit, Form form) {
    Added added = Added.of(form);
    try {
      Linked linked =
          verbs(visit)
              .add(visit.actor(), added.address(), added.name(), added.role(), domains(form));
      list(visit, Added.NOBODY, "", Optional.of(shown(visit, linked)));
    } catch (Refusal e) {
      list(visit, added, refused(visit, e), Optional.empty());
    }
  }

  private static void save(Visit visit, Form form) {
    String id = form.text(ID);
    try {
      Administrator after =
          verbs(visit)
              .change(
                  visit.actor(),
                  id,
                  new AdministratorVerbs.Change(
                      Optional.of(form.text("name")),
                      Optional.of(role(form)),
                      Optional.of(domains(form)),
                      Optional.of(form.text("status").equals("on")),
                      Optional.of(form.has("second-factor"))),
                  before -> {
                    if (!version(before).equals(form.text("version"))) {
                      throw new Refusal(
                          Refusal.Kind.CONFLICT,
                          "Somebody else changed "
                              + before.userId()
                              + " while you edited it. Nothing of yours was saved; what holds now"
                              + " is below.");
                    }
                  });
      visit.go(ALL, "Saved: " + after.userId() + " is " + after.role().title() + ".");
    } catch (Refusal e) {
      String problem = refused(visit, e);
      show(visit, find(visit, id), problem, Optional.empty());
    }
  }

  private static void link(Visit visit, Form form) {
    String id = form.text(ID);
    Linked linked = verbs(visit).reset(visit.actor(), id, form.has("second-factor"));
    show(visit, find(visit, id), "", Optional.of(shown(visit, linked)));
  }

  private static void remove(Visit visit, Form form) {
    String id = form.text(ID);
    try {
      verbs(visit)
          .remove(visit.actor(), id, now -> Version.checkSame(form.text("version"), version(now)));
      visit.go(ALL, id + " is removed. Nothing that person had signed in to holds any more.");
    } catch (Refusal e) {
      String problem = refused(visit, e);
      show(visit, find(visit, id), problem, Optional.empty());
    }
  }

  /** The words of a refusal that the form can answer; the others are pages of their own. */
  static String refused(Visit visit, Refusal e) {
    if (e.kind() != Refusal.Kind.INVALID && e.kind() != Refusal.Kind.CONFLICT) {
      throw e;
    }
    visit.http().status(e.kind() == Refusal.Kind.CONFLICT ? 409 : 422);
    return String.valueOf(e.getMessage());
  }

  /** Where the portal is, as the configuration says it or as this browser reached it. */
  private static ShownLink shown(Visit visit, Linked linked) {
    String portal = visit.backing().links().get().portal();
    String base = portal.isEmpty() ? visit.http().url().replace(visit.http().path(), "") : portal;
    String url = base.replaceFirst("/+$", "") + "/link/" + linked.token();
    return new ShownLink(url, linked.administrator().userId(), linked.until());
  }
}
