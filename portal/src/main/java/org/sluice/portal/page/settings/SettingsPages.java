package org.sluice.portal.page.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Refusal;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.Outbox;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Visit;

/** What the configuration says, and what became of notifications. */
public final class SettingsPages {
  private static final int MOST_SHOWN = 50;

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get("/settings", visit -> show(visit, "", ""));
    routes.postOfAll("/settings/test", SettingsPages::test);
    routes.postOfAll("/settings/retry", SettingsPages::retry);
    AdministratorPages.addTo(routes);
    TokenPages.addTo(routes);
  }

  private static void show(Visit visit, String answer, String problem) {
    Map<String, Object> values = new HashMap<>();
    List<Delivery> deliveries = new ArrayList<>();
    boolean more = false;
    for (State state : List.of(State.GIVEN_UP, State.UNCONFIRMED, State.WAITING)) {
      List<Delivery> some = visit.verbs().notifications().list(visit.actor(), List.of(state));
      more |= some.size() == Outbox.MOST;
      deliveries.addAll(some);
    }
    values.put("settings", visit.backing().settings().get());
    values.put("links", visit.backing().links().get());
    values.put("deliveries", deliveries.stream().limit(MOST_SHOWN).toList());
    values.put("undelivered", deliveries.size());
    values.put("more", more);
    values.put(
        "mayRetryAll",
        deliveries.stream().anyMatch(d -> d.state() == State.GIVEN_UP && !d.overtaken()));
    values.put("answer", answer);
    values.put("problem", problem);
    values.put("mayAdminister", visit.mayForAll(Role.GlobalAdministrator));
    values.put("mayChange", visit.mayForAll(Role.SecurityAdministrator));
    visit.show(new Sheet("Settings", Place.SETTINGS, "settings/settings", values));
  }

  private static void test(Visit visit, Form form) {
    try {
      Channel channel =
          Visit.choice(form.text("channel"), Channel.class)
              .orElseThrow(
                  () -> new Refusal(Refusal.Kind.INVALID, "Choose mail, webhook or syslog."));
      String to = channel == Channel.SYSLOG ? "" : form.text("to");
      String answer = visit.verbs().notifications().test(visit.actor(), channel, to);
      show(visit, "The receiver has it. It said: " + answer, "");
    } catch (Refusal e) {
      if (e.kind() != Refusal.Kind.INVALID) {
        throw e;
      }
      visit.http().status(422);
      show(visit, "", String.valueOf(e.getMessage()));
    }
  }

  private static void retry(Visit visit, Form form) {
    String number = form.text("number");
    if (number.equals("all")) {
      long tried = visit.verbs().notifications().restartGivenUp(visit.actor());
      visit.go("/settings", "Notifications that are tried again now: " + tried + ".");
      return;
    }
    if (!number.matches("[0-9]{1,18}")) {
      throw new Refusal(Refusal.Kind.NOT_FOUND, "'" + number + "' is no notification.");
    }
    visit.verbs().notifications().restart(visit.actor(), Long.parseLong(number));
    visit.go("/settings", "Notification " + number + " is tried again now.");
  }
}
