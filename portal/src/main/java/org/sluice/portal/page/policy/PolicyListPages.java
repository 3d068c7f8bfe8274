package org.sluice.portal.page.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.RuleVerbs.Placed;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Order;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Refused;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Version;
import org.sluice.portal.page.frame.Visit;

/** Anti-spam (outbound): the policies in the order in which they are asked, and moving them. */
public final class PolicyListPages {
  private static final String ALL = "/policies";

  /** The one order that there is. */
  private static final List<String> ORDER = List.of("priority");

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get(ALL, visit -> list(visit, Order.of(visit, ALL, List.of(), ORDER, false), ""));
    routes.postOfAll(ALL + "/move", PolicyListPages::move);
    new PolicyPages().addTo(routes);
  }

  /** One line of the list. */
  public record Line(OutboundSpamPolicy policy, Optional<Placed> rule) {}

  private static void list(Visit visit, Order order, String problem) {
    List<Placed> rules = visit.verbs().rules().list(visit.actor());
    List<Line> lines = lines(rules, visit.verbs().policies().list(visit.actor()));
    Map<String, Object> values = new HashMap<>();
    values.put("order", order);
    values.put("lines", order.rows(lines));
    values.put("found", lines.size());
    values.put("rules", rules.size());
    values.put("version", version(rules));
    values.put("problem", problem);
    values.put("mayChange", visit.mayForAll(Role.SecurityAdministrator));
    visit.show(new Sheet("Anti-spam (outbound)", Place.ANTI_SPAM, "policy/list", values));
  }

  private static List<Line> lines(List<Placed> rules, List<OutboundSpamPolicy> policies) {
    List<Line> lines = new ArrayList<>();
    for (Placed placed : rules) {
      policies.stream()
          .filter(p -> p.name().equalsIgnoreCase(placed.rule().policy()))
          .forEach(p -> lines.add(new Line(p, Optional.of(placed))));
    }
    policies.stream()
        .filter(p -> !p.isDefault())
        .filter(p -> lines.stream().noneMatch(line -> line.policy().equals(p)))
        .forEach(p -> lines.add(new Line(p, Optional.empty())));
    policies.stream()
        .filter(OutboundSpamPolicy::isDefault)
        .forEach(p -> lines.add(new Line(p, Optional.empty())));
    return lines;
  }

  /** Of the order alone: whoever changes a rule meanwhile is not in the way of a move. */
  private static String version(List<Placed> rules) {
    return Version.of(rules.stream().map(placed -> placed.rule().name()).toList());
  }

  private static void move(Visit visit, Form form) {
    String name = form.typed("rule");
    int page = form.text("page").matches("[0-9]{1,6}") ? Integer.parseInt(form.text("page")) : 1;
    Order order = new Order(ALL, Map.of(), ORDER.getFirst(), false, Math.max(1, page));
    try {
      int to = to(visit, form);
      var _ =
          visit
              .verbs()
              .rules()
              .change(
                  visit.actor(),
                  name,
                  Optional.of(to),
                  Map.of("Identity", name, "Priority", Integer.toString(to)),
                  rule -> {
                    List<Placed> now = visit.verbs().rules().list(visit.actor());
                    Version.checkSame(form.text("version"), version(now));
                    return rule;
                  });
      visit.go(order.url(), name + " now has priority " + to + ".");
    } catch (Refusal e) {
      if (e.kind() != Refusal.Kind.CONFLICT) {
        throw e;
      }
      visit.http().status(409);
      list(visit, order, Refused.words(e));
    }
  }

  private static int to(Visit visit, Form form) {
    int from = visit.verbs().rules().show(visit.actor(), form.typed("rule")).priority();
    return switch (form.text("do")) {
      case "up" -> from - 1;
      case "down" -> from + 1;
      default -> place(form.text("to"));
    };
  }

  /** Where a rule was dropped. */
  private static int place(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw new Refusal(Refusal.Kind.INVALID, "'" + text + "' is no priority: 0 is the first.");
    }
    return Integer.parseInt(text);
  }
}
