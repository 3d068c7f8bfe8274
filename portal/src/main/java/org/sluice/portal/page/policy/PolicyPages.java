package org.sluice.portal.page.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sluice.core.access.Role;
import org.sluice.core.administration.PolicyVerbs;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.RuleVerbs;
import org.sluice.core.administration.RuleVerbs.Placed;
import org.sluice.core.administration.SendingVerbs.Preview;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyRule;
import org.sluice.core.policy.Profile;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Difference;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Version;
import org.sluice.portal.page.frame.Visit;

/** Anti-spam (outbound): the policies in the order in which they are asked, and a pane for each. */
public final class PolicyPages {
  private static final String ALL = "/policies";
  private static final String ONE = ALL + "/policy";
  private static final String NEW = ALL + "/new";

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get(ALL, PolicyPages::list);
    routes.get(
        ONE,
        visit -> {
          Draft now = Draft.of(visit, visit.identity("name"));
          show(visit, now, Optional.of(now), Told.NOTHING);
        });
    routes.postOfAll(ONE, PolicyPages::submit);
    routes.get(NEW, visit -> show(visit, fresh(visit), Optional.empty(), Told.NOTHING));
    routes.postOfAll(NEW, PolicyPages::submit);
    routes.postOfAll(ALL + "/move", PolicyPages::move);
    routes.postOfAll(ALL + "/remove", PolicyPages::remove);
    routes.postOfAll(ALL + "/reevaluate", PolicyPages::reevaluate);
  }

  /** One line of the list. */
  public record Line(OutboundSpamPolicy policy, Optional<Placed> rule) {}

  /** What is told with the form. */
  record Told(String problem, List<Difference> differences, Optional<Preview> preview) {
    static final Told NOTHING = new Told("", List.of(), Optional.empty());
  }

  private static Draft fresh(Visit visit) {
    return Draft.fresh(visit.verbs().rules().list(visit.actor()).size());
  }

  private static void list(Visit visit) {
    List<Placed> rules = visit.verbs().rules().list(visit.actor());
    List<OutboundSpamPolicy> policies = visit.verbs().policies().list(visit.actor());
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
    visit.show(
        new Sheet(
            "Anti-spam (outbound)",
            Place.ANTI_SPAM,
            "policy/list",
            Map.of(
                "lines",
                lines,
                "rules",
                rules.size(),
                "mayChange",
                visit.may(Role.SecurityAdministrator))));
  }

  private static void show(Visit visit, Draft draft, Optional<Draft> now, Told told) {
    Map<String, Object> values = new HashMap<>();
    String name = now.map(d -> d.policy().name()).orElse("");
    values.put("draft", draft);
    values.put("isNew", now.isEmpty());
    values.put("version", now.map(d -> Version.of(d.policy())).orElse(""));
    values.put("ruleVersion", now.map(Draft::ruleVersion).orElse(""));
    values.put("problem", told.problem());
    values.put("differences", told.differences());
    values.put("preview", told.preview());
    values.put("doubts", draft.rule().map(visit.verbs().inquiries()::doubts).orElse(List.of()));
    values.put("restricted", name.isEmpty() ? 0L : visit.verbs().policies().restrictedBy(name));
    values.put("rules", visit.verbs().rules().list(visit.actor()).size());
    values.put("mayChange", visit.may(Role.SecurityAdministrator));
    visit.show(
        new Sheet(name.isEmpty() ? "New policy" : name, Place.ANTI_SPAM, "policy/policy", values));
  }

  /** One form, several buttons: an advised profile, a preview, save. */
  private static void submit(Visit visit, Form form) {
    String name = form.typed("policy");
    Optional<Draft> now = name.isEmpty() ? Optional.empty() : Optional.of(Draft.of(visit, name));
    Draft wanted = now.orElseGet(() -> fresh(visit));
    try {
      wanted = Draft.filled(wanted, form);
      Optional<Profile> profile = Visit.choice(form.text("do"), Profile.class);
      if (profile.isPresent()) {
        OutboundSpamPolicy advised = wanted.policy().with(profile.get());
        show(visit, new Draft(advised, wanted.rule(), wanted.priority()), now, Told.NOTHING);
      } else if (form.text("do").equals("preview")) {
        Preview preview = preview(visit, wanted, now.flatMap(Draft::rule));
        show(visit, wanted, now, new Told("", List.of(), Optional.of(preview)));
      } else {
        save(visit, form, wanted, now);
      }
    } catch (Refusal e) {
      again(visit, wanted, now, e);
    }
  }

  private static Preview preview(Visit visit, Draft wanted, Optional<PolicyRule> before) {
    PolicyRule rule =
        wanted
            .rule()
            .orElseThrow(() ->
                new Refusal(
                    Refusal.Kind.INVALID,
                    wanted.policy().isDefault()
                        ? "Default applies to everybody whom no rule matches."
                        : "Without users, groups or domains the policy applies to nobody."));
    boolean known =
        visit.verbs().policies().list(visit.actor()).stream()
            .anyMatch(p -> p.name().equalsIgnoreCase(rule.policy()));
    return visit
        .verbs()
        .sending()
        .preview(
            visit.actor(),
            known ? Optional.empty() : Optional.of(wanted.policy()),
            before.isEmpty() ? fresh(visit, rule) : rule,
            wanted.priority());
  }

  private static void again(Visit visit, Draft wanted, Optional<Draft> before, Refusal why) {
    if (why.kind() == Refusal.Kind.FORBIDDEN || why.kind() == Refusal.Kind.UNRECORDABLE) {
      throw why;
    }
    boolean stale = why.kind() == Refusal.Kind.CONFLICT && before.isPresent();
    visit.http().status(stale ? 409 : 422);
    Optional<Draft> now = before.map(d -> Draft.of(visit, d.policy().name()));
    List<Difference> differences = new ArrayList<>();
    if (stale) {
      Draft current = now.orElseThrow();
      differences.addAll(Difference.between(current.properties(), wanted.properties()));
      differences.addAll(Difference.between(current.ruleProperties(), wanted.ruleProperties()));
    }
    show(
        visit,
        wanted,
        now,
        new Told(String.valueOf(why.getMessage()), differences, Optional.empty()));
  }

  /** The policy and its rule are one form, and are kept or refused as one. */
  private static void save(Visit visit, Form form, Draft wanted, Optional<Draft> before) {
    String name = wanted.policy().name();
    var _ =
        visit
            .verbs()
            .together(
                visit.actor(),
                (policies, rules) -> {
                  savePolicy(visit, policies, form, wanted, before);
                  saveRule(visit, rules, wanted, before);
                  return name;
                });
    visit.go(ONE + "?name=" + Show.url(name), "Saved. It is in force.");
  }

  private static void savePolicy(
      Visit visit, PolicyVerbs verbs, Form form, Draft wanted, Optional<Draft> before) {
    if (before.isEmpty()) {
      var _ =
          verbs.create(
              visit.actor(),
              wanted.policy(),
              named("Name", wanted.policy().name(), wanted.properties()));
      return;
    }
    Draft now = before.get();
    if (!now.ruleVersion().equals(form.text("rule-version"))) {
      Version.check(form.text("rule-version"), "");
    }
    if (!wanted.policy().equals(now.policy())
        || !form.text("version").equals(Version.of(now.policy()))) {
      var _ =
          verbs.change(
              visit.actor(),
              wanted.policy().name(),
              named("Identity", wanted.policy().name(), wanted.properties()),
              current -> {
                Version.check(form.text("version"), current);
                return wanted.policy();
              });
    }
  }

  private static void saveRule(Visit visit, RuleVerbs verbs, Draft wanted, Optional<Draft> whole) {
    Optional<PolicyRule> before = whole.flatMap(Draft::rule);
    if (wanted.rule().isEmpty()) {
      before.ifPresent(rule ->
          verbs.remove(
              visit.actor(), rule.name(), current -> Version.check(Version.of(rule), current)));
      return;
    }
    PolicyRule rule = wanted.rule().get();
    List<Placed> rules = verbs.list(visit.actor());
    if (before.isEmpty()) {
      PolicyRule fresh = rule.named(freeName(rules, rule.name()));
      var _ =
          verbs.create(
              visit.actor(),
              fresh,
              Optional.of(Math.min(wanted.priority(), rules.size())),
              named("Name", fresh.name(), wanted.ruleProperties()));
    } else if (!before.get().equals(rule)
        || !whole.map(Draft::priority).equals(Optional.of(wanted.priority()))) {
      var _ =
          verbs.change(
              visit.actor(),
              rule.name(),
              Optional.of(Math.min(wanted.priority(), rules.size() - 1)),
              named("Identity", rule.name(), wanted.ruleProperties()),
              current -> {
                Version.check(Version.of(before.get()), current);
                return rule;
              });
    }
  }

  /** A new rule under a free name: another may bear the policy's name and bind another policy. */
  private static PolicyRule fresh(Visit visit, PolicyRule rule) {
    return rule.named(freeName(visit.verbs().rules().list(visit.actor()), rule.name()));
  }

  private static String freeName(List<Placed> rules, String wanted) {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> i == 1 ? wanted : wanted + " " + i)
        .filter(name -> rules.stream().noneMatch(r -> r.rule().name().equalsIgnoreCase(name)))
        .findFirst()
        .orElseThrow();
  }

  /** As the cmdlet has it, for the audit record. */
  private static Map<String, String> named(
      String parameter, String name, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put(parameter, name);
    return all;
  }

  private static void move(Visit visit, Form form) {
    String name = form.typed("rule");
    int from = visit.verbs().rules().show(visit.actor(), name).priority();
    int to =
        switch (form.text("do")) {
          case "up" -> from - 1;
          case "down" -> from + 1;
          default -> place(form.text("to"));
        };
    var _ =
        visit
            .verbs()
            .rules()
            .change(
                visit.actor(),
                name,
                Optional.of(to),
                Map.of("Identity", name, "Priority", Integer.toString(to)),
                rule -> rule);
    visit.go(ALL, name + " now has priority " + to + ".");
  }

  /** Where a rule was dropped. */
  private static int place(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw new Refusal(Refusal.Kind.INVALID, "'" + text + "' is no priority: 0 is the first.");
    }
    return Integer.parseInt(text);
  }

  private static void remove(Visit visit, Form form) {
    String name = form.typed("policy");
    visit.verbs().policies().remove(visit.actor(), name);
    visit.go(ALL, name + " was removed. Other policies apply to its senders from now on.");
  }

  private static void reevaluate(Visit visit, Form form) {
    String name = form.typed("policy");
    int lifted = visit.verbs().restrictions().reevaluate(visit.actor(), name).size();
    visit.go(
        ONE + "?name=" + Show.url(name),
        Show.count(lifted, "sender was", "senders were")
            + " unblocked, whom "
            + name
            + " would not restrict today.");
  }
}
