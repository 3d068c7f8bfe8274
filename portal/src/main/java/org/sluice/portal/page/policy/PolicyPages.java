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
import org.sluice.portal.page.frame.Refused;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Version;
import org.sluice.portal.page.frame.Visit;

/**
 * A policy and its rule, as a form. Whatever button is pressed, the form keeps the versions of what
 * it was filled in from; it has those of now only where what changed meanwhile is shown with it.
 */
public final class PolicyPages {
  private static final String ALL = "/policies";
  private static final String ONE = ALL + "/policy";
  private static final String NEW = ALL + "/new";

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get(
        ONE,
        visit -> {
          Draft now = Draft.of(visit, visit.identity("name"));
          show(visit, now, Shown.of(now), Told.NOTHING);
        });
    routes.postOfAll(ONE, PolicyPages::submit);
    routes.get(NEW, visit -> show(visit, fresh(visit), Shown.NOTHING, Told.NOTHING));
    routes.postOfAll(NEW, PolicyPages::submit);
    routes.postOfAll(ALL + "/remove", PolicyPages::remove);
    routes.post(ALL + "/reevaluate", PolicyPages::reevaluate);
  }

  /** What is told with the form. */
  record Told(String problem, List<Difference> differences, Optional<Preview> preview) {
    static final Told NOTHING = new Told("", List.of(), Optional.empty());
  }

  private static Draft fresh(Visit visit) {
    return Draft.fresh(visit.verbs().rules().list(visit.actor()).size());
  }

  /**
   * Of what a form was filled in.
   *
   * @param name of the policy; empty for a new one
   * @param version of the policy
   * @param ruleVersion of its rule
   */
  private record Shown(String name, String version, String ruleVersion) {
    static final Shown NOTHING = new Shown("", "", "");

    static Shown of(Draft now) {
      return new Shown(now.policy().name(), Version.of(now.policy()), now.ruleVersion());
    }

    /** As the form says. */
    static Shown of(Optional<Draft> now, Form form) {
      return now.map(
              d -> new Shown(d.policy().name(), form.text("version"), form.text("rule-version")))
          .orElse(NOTHING);
    }
  }

  private static void show(Visit visit, Draft draft, Shown shown, Told told) {
    Map<String, Object> values = new HashMap<>();
    String name = shown.name();
    values.put("draft", draft);
    values.put("isNew", name.isEmpty());
    values.put("version", shown.version());
    values.put("ruleVersion", shown.ruleVersion());
    values.put("problem", told.problem());
    values.put("differences", told.differences());
    values.put("preview", told.preview());
    values.put("doubts", draft.rule().map(visit.verbs().inquiries()::doubts).orElse(List.of()));
    values.put("restricted", name.isEmpty() ? 0L : restrictedBy(visit, name));
    values.put("rules", visit.verbs().rules().list(visit.actor()).size());
    values.put("mayChange", visit.mayForAll(Role.SecurityAdministrator));
    visit.show(
        new Sheet(name.isEmpty() ? "New policy" : name, Place.ANTI_SPAM, "policy/policy", values));
  }

  /** Those that the actor could re-evaluate; none for who may not. */
  private static long restrictedBy(Visit visit, String name) {
    return visit.may(Role.SecurityAdministrator)
        ? visit.verbs().policies().restrictedBy(visit.actor(), name)
        : 0;
  }

  /** One form, several buttons: an advised profile, a preview, save. */
  private static void submit(Visit visit, Form form) {
    String name = form.typed("policy");
    Optional<Draft> now = name.isEmpty() ? Optional.empty() : Optional.of(Draft.of(visit, name));
    Shown shown = Shown.of(now, form);
    Draft wanted = now.orElseGet(() -> fresh(visit));
    try {
      wanted = Draft.filled(wanted, form);
      Optional<Profile> profile = Visit.choice(form.text("do"), Profile.class);
      if (profile.isPresent()) {
        OutboundSpamPolicy advised = wanted.policy().with(profile.get());
        show(visit, new Draft(advised, wanted.rule(), wanted.priority()), shown, Told.NOTHING);
      } else if (form.text("do").equals("preview")) {
        Preview preview = preview(visit, wanted, now.flatMap(Draft::rule));
        show(visit, wanted, shown, new Told("", List.of(), Optional.of(preview)));
      } else if (form.text("do").equals("save")) {
        save(visit, form, wanted, now);
      } else {
        throw new Refusal(
            Refusal.Kind.INVALID,
            "'" + form.text("do") + "' is none of the form's buttons. Nothing was saved.");
      }
    } catch (Refusal e) {
      again(visit, wanted, shown, e);
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

  private static void again(Visit visit, Draft wanted, Shown shown, Refusal why) {
    String problem = Refused.words(why);
    if (why.kind() == Refusal.Kind.CONFLICT && !shown.name().isEmpty()) {
      visit.http().status(409);
      Draft now = Draft.of(visit, shown.name());
      List<Difference> differences = new ArrayList<>();
      differences.addAll(Difference.between(now.properties(), wanted.properties()));
      differences.addAll(Difference.between(now.ruleProperties(), wanted.ruleProperties()));
      show(visit, wanted, Shown.of(now), new Told(problem, differences, Optional.empty()));
    } else {
      visit.http().status(422);
      show(visit, wanted, shown, new Told(problem, List.of(), Optional.empty()));
    }
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

  private static void remove(Visit visit, Form form) {
    String name = form.typed("policy");
    try {
      visit
          .verbs()
          .policies()
          .remove(
              visit.actor(),
              name,
              now -> {
                Version.checkSame(form.text("version"), Version.of(now));
                String rule = Draft.of(visit, name).ruleVersion();
                Version.checkSame(form.text("rule-version"), rule);
              });
    } catch (Refusal e) {
      if (e.kind() != Refusal.Kind.CONFLICT) {
        throw e;
      }
      visit.http().status(409);
      Draft now = Draft.of(visit, name);
      show(visit, now, Shown.of(now), new Told(Refused.words(e), List.of(), Optional.empty()));
      return;
    }
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
