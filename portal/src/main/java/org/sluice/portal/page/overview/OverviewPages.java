package org.sluice.portal.page.overview;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.access.Role;
import org.sluice.core.administration.RestrictedPage;
import org.sluice.core.administration.RestrictedQuery;
import org.sluice.core.administration.UsageReport;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.policy.Mode;
import org.sluice.portal.monitoring.DecisionMinutes;
import org.sluice.portal.monitoring.DecisionMinutes.Minute;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Visit;

/** The first page: how things are, and what to do next. */
public final class OverviewPages {
  private static final int MOST_NEAREST = 8;
  private static final int MOST_RECENT = 6;
  private static final AlertQuery OPEN =
      new AlertQuery(List.of(Alert.Status.New, Alert.Status.InProgress), "", "");

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get("/", OverviewPages::show);
    routes.get("/plots/decisions", OverviewPages::plot);
  }

  /**
   * What the page shows.
   *
   * @param open how many alerts are not resolved, of whichever policy
   * @param newest the newest of them
   * @param organization what all senders together have used; empty if there is no limit, or for
   *     somebody who does not see all of them
   * @param lastMinute the last minute that is over
   * @param at of several nodes the one of which it tells, as words that follow; empty of a server
   *     that is alone
   */
  public record State(
      RestrictedPage restricted,
      long open,
      List<Alert> newest,
      List<UsageReport> nearest,
      List<String> troubles,
      Optional<UsageReport.Line> organization,
      Minute lastMinute,
      List<Step> next,
      String at) {}

  /**
   * Something to be done.
   *
   * @param path where it is done; empty if that is not in the portal
   */
  public record Step(String words, String path, String link) {}

  private static void show(Visit visit) {
    RestrictedPage restricted =
        visit
            .verbs()
            .restrictions()
            .page(
                visit.actor(),
                new RestrictedQuery(
                    "", Optional.empty(), RestrictedQuery.Column.CREATED, true, 0, MOST_RECENT));
    long fresh = alerts(visit, Alert.Status.New);
    List<String> troubles = visit.backing().signs().troubles();
    List<Minute> minutes = minutes(visit);
    State state =
        new State(
            restricted,
            fresh + alerts(visit, Alert.Status.InProgress),
            visit.verbs().alerts().list(visit.actor(), OPEN, MOST_RECENT),
            visit.verbs().sending().nearest(visit.actor(), MOST_NEAREST),
            troubles,
            organization(visit),
            minutes.get(minutes.size() - 2),
            next(visit, restricted, fresh, minutes),
            at(visit));
    visit.show(
        new Sheet(
            "Overview",
            Place.OVERVIEW,
            "overview/overview",
            Map.of("state", state, "plots", true, "decisions", DecisionPlot.of(minutes).table())));
  }

  private static String at(Visit visit) {
    String node = visit.backing().node();
    return node.isEmpty() ? "" : " at " + node;
  }

  private static Optional<UsageReport.Line> organization(Visit visit) {
    return visit.actor().domains().isAll()
        ? Optional.of(visit.verbs().inquiries().organization(visit.actor()))
            .filter(line -> line.most() > 0)
        : Optional.empty();
  }

  private static long alerts(Visit visit, Alert.Status status) {
    return visit.verbs().alerts().count(visit.actor(), new AlertQuery(List.of(status), "", ""));
  }

  private static List<Minute> minutes(Visit visit) {
    return visit.backing().minutes().until(visit.now().toEpochMilli(), DecisionMinutes.KEPT);
  }

  private static boolean isSilent(Minute minute) {
    return minute.permitted() + minute.deferred() + minute.refused() == 0;
  }

  private static List<Step> next(
      Visit visit, RestrictedPage restricted, long fresh, List<Minute> minutes) {
    List<Step> steps = new ArrayList<>();
    addDeaf(visit, minutes, steps);
    addOpen(visit, restricted, fresh, steps);
    addLoose(visit, steps);
    return steps;
  }

  /** That Sluice hears or tells nothing. */
  private static void addDeaf(Visit visit, List<Minute> minutes, List<Step> steps) {
    if (visit.verbs().audit().warning().isPresent()) {
      boolean mayTurn = visit.mayForAll(Role.GlobalAdministrator);
      steps.add(
          new Step(
              "The audit log is off, so no alert fires.",
              mayTurn ? "/audit" : "",
              mayTurn ? "Turn it on" : ""));
    }
    if (minutes.stream().allMatch(OverviewPages::isSilent)) {
      steps.add(unasked(at(visit)));
    }
    visit
        .verbs()
        .alertPolicies()
        .unheard()
        .ifPresent(words -> steps.add(new Step(words, "/alert-policies", "Look at them")));
  }

  private static Step unasked(String at) {
    return new Step(
        "No mail server has asked"
            + (at.isEmpty() ? " here" : at)
            + " for three hours, or since Sluice started. If mail was sent meanwhile"
            + (at.isEmpty() ? "" : " and no other node was asked")
            + ", it went past Sluice: see where the mail server asks (in Postfix,"
            + " check_policy_service or smtpd_milters).",
        "",
        "");
  }

  /** What waits for somebody. */
  private static void addOpen(
      Visit visit, RestrictedPage restricted, long fresh, List<Step> steps) {
    if (fresh > 0) {
      steps.add(
          new Step(
              Show.count(fresh, "alert", "alerts") + " nobody has looked at.",
              "/alerts",
              "Look at them"));
    }
    if (restricted.all() > 0) {
      steps.add(
          new Step(
              Show.count(restricted.all(), "sender is", "senders are")
                  + " restricted: find out why, then unblock.",
              "/restricted",
              "Review"));
    }
    steps.addAll(
        Untold.steps(
            notifications(visit, Delivery.State.GIVEN_UP),
            notifications(visit, Delivery.State.UNCONFIRMED),
            visit.now()));
  }

  private static List<Delivery> notifications(Visit visit, Delivery.State state) {
    return visit.verbs().notifications().list(visit.actor(), List.of(state));
  }

  /** What is looser than it might be meant. */
  private static void addLoose(Visit visit, List<Step> steps) {
    long watching =
        visit.verbs().policies().list(visit.actor()).stream()
            .filter(p -> p.mode() == Mode.Monitor)
            .count();
    if (watching > 0) {
      steps.add(
          new Step(
              Show.count(watching, "policy is", "policies are")
                  + " in Monitor mode: nothing is refused there.",
              "/policies",
              "Enforce them"));
    }
    if (!visit.backing().settings().get().acceptedDomains().isListed()) {
      steps.add(
          new Step(
              "No accepted domains are listed: for each sender only its own domain is internal.",
              "/settings",
              "List them"));
    }
  }

  private static void plot(Visit visit) {
    DecisionPlot.of(minutes(visit)).answer(visit);
  }
}
