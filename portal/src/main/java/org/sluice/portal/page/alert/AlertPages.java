package org.sluice.portal.page.alert;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.access.Role;
import org.sluice.core.administration.AlertSubject;
import org.sluice.core.administration.AlertVerbs;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.UsageReport;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.Alert.Status;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Difference;
import org.sluice.portal.page.frame.Fit;
import org.sluice.portal.page.frame.Order;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Portion;
import org.sluice.portal.page.frame.Refused;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Version;
import org.sluice.portal.page.frame.Visit;

/** The queue of alerts, and one of them. */
public final class AlertPages {
  /** Alerts that are sorted and paged at a time; a link leads to the older ones. */
  private static final int MOST_SORTED = AlertStore.MOST;

  /** The most audit records of one alert that are shown; a link leads to the others. */
  static final int MOST_RECORDS = 25;

  /** The most comments of one alert that are shown at a time. */
  static final int MOST_COMMENTS = 25;

  /** The most bytes of a page that those take. */
  private static final int MOST_COMMENT_BYTES = 30_000;

  private static final String ONE = "/alerts/alert";
  private static final String BEHIND = "behind";

  private static final Map<String, Comparator<Alert>> COLUMNS = columns();

  private static Map<String, Comparator<Alert>> columns() {
    Map<String, Comparator<Alert>> columns = new LinkedHashMap<>();
    columns.put("created", Comparator.comparing(Alert::created));
    columns.put("severity", Comparator.comparing((Alert a) -> a.severity()).reversed());
    columns.put("policy", Comparator.comparing(Alert::policy, String.CASE_INSENSITIVE_ORDER));
    columns.put("entity", Comparator.comparing(Alert::entity));
    columns.put("status", Comparator.comparing(Alert::status));
    columns.put("events", Comparator.comparingLong(Alert::events));
    columns.put("changed", Comparator.comparing(Alert::changed));
    columns.put("assignee", Comparator.comparing(Alert::assignee));
    return columns;
  }

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get("/alerts", AlertPages::list);
    routes.get(ONE, visit -> show(visit, visit.query("id")));
    routes.post(ONE, AlertPages::change);
  }

  private static void list(Visit visit) {
    Order order =
        Order.of(
            visit, "/alerts", List.of("q", "status", BEHIND), List.copyOf(COLUMNS.keySet()), true);
    AlertQuery query = new AlertQuery(statuses(order), "", "").having(order.filter("q"));
    String behind = order.filter(BEHIND);
    List<Alert> more =
        visit.verbs().alerts().list(visit.actor(), query.behind(behind), MOST_SORTED + 1);
    List<Alert> found = more.subList(0, Math.min(more.size(), MOST_SORTED));
    boolean older = more.size() > MOST_SORTED;
    Comparator<Alert> by = Optional.ofNullable(COLUMNS.get(order.column())).orElseThrow();
    Map<String, Object> values = new HashMap<>();
    values.put("order", order);
    values.put("rows", order.rows(found, by.thenComparing(Alert::id)));
    values.put("found", found.size());
    values.put("counted", counted(visit, query, behind, found, older));
    values.put("older", older ? order.filtered(BEHIND, found.getLast().id()) : "");
    values.put("newest", behind.isEmpty() ? "" : order.filtered(BEHIND, ""));
    visit.show(new Sheet("Alerts", Place.ALERTS, "alert/list", values));
  }

  /** What was read from the newest to the oldest needs not be looked for again to be counted. */
  private static String counted(
      Visit visit, AlertQuery query, String behind, List<Alert> found, boolean older) {
    if (behind.isEmpty() && !older) {
      return Show.count(found.size(), "alert", "alerts");
    }
    long all = visit.verbs().alerts().count(visit.actor(), query);
    boolean more = !query.text().isEmpty() && all >= AlertStore.MOST_COUNTED;
    return "%s of %s%s alerts"
        .formatted(Show.number(found.size()), Show.number(all), more ? " or more" : "");
  }

  private static List<Status> statuses(Order order) {
    return switch (order.filter("status").toLowerCase(Locale.ROOT)) {
      case "all" -> List.of();
      case "new" -> List.of(Status.New);
      case "inprogress" -> List.of(Status.InProgress);
      case "resolved" -> List.of(Status.Resolved);
      default -> List.of(Status.New, Status.InProgress);
    };
  }

  /** What of an alert is edited. */
  static Map<String, String> edited(Alert alert) {
    return properties(alert.status(), alert.assignee(), alert.classification());
  }

  private static Map<String, String> properties(
      Status status, String assignee, Alert.Classification classification) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Status", status.title());
    all.put("Assigned to", assignee);
    all.put("Classification", classification.name());
    return all;
  }

  /** What is written in the form, and of what it was filled in. */
  public record Written(
      Status status,
      String assignee,
      Alert.Classification classification,
      String comment,
      String version) {
    static Written of(Alert alert) {
      return new Written(
          alert.status(), alert.assignee(), alert.classification(), "", Version.of(edited(alert)));
    }

    /** What a form sent; where it is no word of the list, what holds now. */
    static Written of(Alert now, Form form) {
      return new Written(
          Visit.choice(form.text("status"), Status.class).orElse(now.status()),
          form.text("assignee"),
          Visit.choice(form.text("classification"), Alert.Classification.class)
              .orElse(now.classification()),
          form.text("comment"),
          form.text("version"));
    }

    Written at(String other) {
      return new Written(status, assignee, classification, comment, other);
    }

    Map<String, String> properties() {
      return AlertPages.properties(status, assignee, classification);
    }
  }

  private static void show(Visit visit, String id) {
    AlertVerbs.Shown shown = shown(visit, checked(id));
    show(visit, shown, Written.of(shown.alert()), "", List.of());
  }

  private static void show(
      Visit visit,
      AlertVerbs.Shown shown,
      Written written,
      String problem,
      List<Difference> differences) {
    Map<String, Object> values = new HashMap<>();
    values.put("shown", shown);
    values.put("organization", organization(visit, shown.subject()));
    values.put(
        "comments",
        Portion.of(
            shown.comments().reversed(),
            visit.number(BEHIND, 0, 0, Alert.Comment.MOST_SHOWN),
            MOST_COMMENTS,
            MOST_COMMENT_BYTES,
            comment -> Fit.bytes(comment.by()) + Fit.bytes(comment.text())));
    values.put("written", written);
    values.put("problem", problem);
    values.put("differences", differences);
    values.put("me", visit.actor().userId());
    values.put("mayChange", visit.may(Role.SecurityAdministrator));
    visit.show(new Sheet(shown.alert().policy(), Place.ALERTS, "alert/alert", values));
  }

  private static AlertVerbs.Shown shown(Visit visit, String id) {
    return visit.verbs().alerts().show(visit.actor(), id, MOST_RECORDS);
  }

  private static Optional<UsageReport.Line> organization(Visit visit, AlertSubject subject) {
    return subject instanceof AlertSubject.Organization
        ? Optional.of(visit.verbs().inquiries().organization(visit.actor()))
        : Optional.empty();
  }

  private static String checked(String id) {
    if (!id.matches("[0-9a-f-]{4,36}")) {
      throw new Refusal(Refusal.Kind.NOT_FOUND, "'" + id + "' is no identifier of an alert.");
    }
    return id;
  }

  private static void change(Visit visit, Form form) {
    String id = checked(form.text("id"));
    Optional<Status> status = Visit.choice(form.text("status"), Status.class);
    Optional<Alert.Classification> classification =
        Visit.choice(form.text("classification"), Alert.Classification.class);
    String comment = form.text("comment");
    AlertVerbs.Change change =
        new AlertVerbs.Change(
            status,
            Optional.of(form.text("assignee")),
            classification,
            comment.isEmpty() ? Optional.empty() : Optional.of(comment));
    Map<String, String> parameters = new LinkedHashMap<>(Map.of("Identity", id));
    status.ifPresent(s -> parameters.put("Status", s.name()));
    parameters.put("AssignedTo", form.text("assignee"));
    classification.ifPresent(c -> parameters.put("Classification", c.name()));
    parameters.put("Comment", comment);
    try {
      var _ =
          visit
              .verbs()
              .alerts()
              .change(
                  visit.actor(),
                  id,
                  change,
                  parameters,
                  now -> Version.check(form.text("version"), edited(now)));
      visit.go(ONE + "?id=" + id, "Saved.");
    } catch (Refusal e) {
      again(visit, id, form, e);
    }
  }

  /** Shows the form again as it was sent, the comment with it, and why it was not taken. */
  private static void again(Visit visit, String id, Form form, Refusal why) {
    if (why.kind() == Refusal.Kind.NOT_FOUND) {
      throw why;
    }
    String problem = Refused.words(why);
    AlertVerbs.Shown now = shown(visit, id);
    Written written = Written.of(now.alert(), form);
    if (why.kind() == Refusal.Kind.CONFLICT) {
      visit.http().status(409);
      Map<String, String> current = edited(now.alert());
      List<Difference> differences = Difference.between(current, written.properties());
      show(visit, now, written.at(Version.of(current)), problem, differences);
    } else {
      visit.http().status(422);
      show(visit, now, written, problem, List.of());
    }
  }
}
