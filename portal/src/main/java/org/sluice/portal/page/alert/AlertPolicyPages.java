package org.sluice.portal.page.alert;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.RecordType;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Difference;
import org.sluice.portal.page.frame.Order;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Refused;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Version;
import org.sluice.portal.page.frame.Visit;

/** Alert policies: the list, and a pane for each. */
public final class AlertPolicyPages {
  private static final String ALL = "/alert-policies";
  private static final String ONE = ALL + "/policy";
  private static final String NEW = ALL + "/new";

  private static final Map<String, Comparator<AlertPolicy>> COLUMNS = columns();

  private static Map<String, Comparator<AlertPolicy>> columns() {
    Map<String, Comparator<AlertPolicy>> columns = new LinkedHashMap<>();
    columns.put("name", Comparator.comparing(AlertPolicy::name, String.CASE_INSENSITIVE_ORDER));
    columns.put("severity", Comparator.comparing((AlertPolicy p) -> p.severity()).reversed());
    columns.put("type", Comparator.comparing((AlertPolicy p) -> !p.system()));
    columns.put("category", Comparator.comparing((AlertPolicy p) -> p.category().name()));
    columns.put("status", Comparator.comparing((AlertPolicy p) -> !p.enabled()));
    columns.put("mail", Comparator.comparing((AlertPolicy p) -> !p.telling().enabled()));
    columns.put(
        "recipients", Comparator.comparing((AlertPolicy p) -> p.telling().recipients().toString()));
    columns.put("limit", Comparator.comparingInt((AlertPolicy p) -> p.telling().dailyLimit()));
    return columns;
  }

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get(ALL, AlertPolicyPages::list);
    routes.get(
        ONE,
        visit -> {
          AlertPolicy policy =
              visit.verbs().alertPolicies().show(visit.actor(), visit.identity("name"));
          show(visit, policy, Version.of(policy), "", List.of());
        });
    routes.postOfAll(ONE, AlertPolicyPages::save);
    routes.get(NEW, visit -> show(visit, AlertPolicyForm.FRESH, "", "", List.of()));
    routes.postOfAll(NEW, AlertPolicyPages::create);
    routes.postOfAll(ALL + "/remove", AlertPolicyPages::remove);
  }

  private static void list(Visit visit) {
    Order order = Order.of(visit, ALL, List.of("q"), List.copyOf(COLUMNS.keySet()), false);
    String text = order.filter("q").toLowerCase(Locale.ROOT);
    List<AlertPolicy> found =
        visit.verbs().alertPolicies().list(visit.actor()).stream()
            .filter(p ->
                AlertPolicyForm.properties(p)
                    .values()
                    .toString()
                    .concat(p.name())
                    .toLowerCase(Locale.ROOT)
                    .contains(text))
            .toList();
    Comparator<AlertPolicy> by = Optional.ofNullable(COLUMNS.get(order.column())).orElseThrow();
    visit.show(
        new Sheet(
            "Alert policies",
            Place.ALERT_POLICIES,
            "alert/policies",
            Map.of(
                "order",
                order,
                "rows",
                order.rows(found, by.thenComparing(AlertPolicy::name)),
                "found",
                found.size(),
                "mayChange",
                visit.mayForAll(Role.SecurityAdministrator))));
  }

  private static void show(
      Visit visit,
      AlertPolicy policy,
      String version,
      String problem,
      List<Difference> differences) {
    Map<String, Object> values = new HashMap<>();
    values.put("policy", policy);
    values.put("isNew", version.isEmpty());
    values.put("version", version);
    values.put("problem", problem);
    values.put("differences", differences);
    values.put("operations", operations());
    boolean mayChange = visit.mayForAll(Role.SecurityAdministrator);
    values.put(
        "known", mayChange ? visit.verbs().alertPolicies().recipients(visit.actor()) : List.of());
    values.put("mayChange", mayChange);
    values.put("properties", AlertPolicyForm.properties(policy));
    visit.show(
        new Sheet(
            version.isEmpty() ? "New alert policy" : policy.name(),
            Place.ALERT_POLICIES,
            "alert/policy",
            values));
  }

  private static List<AuditOperation> operations() {
    return Stream.of(AuditOperation.values())
        .filter(o -> o.recordType() != RecordType.SecurityComplianceAlerts)
        .toList();
  }

  private static void save(Visit visit, Form form) {
    String name = form.typed("policy");
    AlertPolicy before = visit.verbs().alertPolicies().show(visit.actor(), name);
    AlertPolicy wanted = before;
    try {
      AlertPolicy filled = AlertPolicyForm.filled(before, form);
      wanted = filled;
      var _ =
          visit
              .verbs()
              .alertPolicies()
              .change(
                  visit.actor(),
                  name,
                  AlertPolicyForm.parameters(filled),
                  now -> {
                    Version.check(form.text("version"), now);
                    return filled;
                  });
      visit.go(ONE + "?name=" + Show.url(name), "Saved.");
    } catch (Refusal e) {
      again(visit, wanted, form.text("version"), e);
    }
  }

  /**
   * Shows the form again, with what was written into it and why it was not taken; as of now only
   * where what changed meanwhile is shown with it.
   */
  private static void again(Visit visit, AlertPolicy wanted, String version, Refusal why) {
    String problem = Refused.words(why);
    if (why.kind() == Refusal.Kind.CONFLICT) {
      visit.http().status(409);
      AlertPolicy now = visit.verbs().alertPolicies().show(visit.actor(), wanted.name());
      List<Difference> differences =
          Difference.between(AlertPolicyForm.properties(now), AlertPolicyForm.properties(wanted));
      show(visit, wanted, Version.of(now), problem, differences);
    } else {
      visit.http().status(422);
      show(visit, wanted, version, problem, List.of());
    }
  }

  private static void create(Visit visit, Form form) {
    AlertPolicy wanted = AlertPolicyForm.FRESH;
    try {
      wanted = AlertPolicyForm.filled(AlertPolicyForm.FRESH, form);
      AlertPolicy made =
          visit
              .verbs()
              .alertPolicies()
              .create(visit.actor(), wanted, AlertPolicyForm.creation(wanted));
      visit.go(ONE + "?name=" + Show.url(made.name()), made.name() + " is in force.");
    } catch (Refusal e) {
      String problem = Refused.words(e);
      visit.http().status(422);
      show(visit, wanted, "", problem, List.of());
    }
  }

  private static void remove(Visit visit, Form form) {
    String name = form.typed("policy");
    try {
      visit
          .verbs()
          .alertPolicies()
          .remove(
              visit.actor(), name, now -> Version.checkSame(form.text("version"), Version.of(now)));
    } catch (Refusal e) {
      if (e.kind() != Refusal.Kind.CONFLICT) {
        throw e;
      }
      visit.http().status(409);
      AlertPolicy now = visit.verbs().alertPolicies().show(visit.actor(), name);
      show(visit, now, Version.of(now), Refused.words(e), List.of());
      return;
    }
    visit.go(ALL, name + " was removed. Its alerts stay.");
  }
}
