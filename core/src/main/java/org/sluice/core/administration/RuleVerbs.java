package org.sluice.core.administration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord.Modified;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.policy.PolicyRule;

/** The rules that bind policies to senders: list, make, change, move, remove. */
public final class RuleVerbs {
  private final Act act;
  private final PolicyBooks books;

  RuleVerbs(Act act, PolicyBooks books) {
    this.act = act;
    this.books = books;
  }

  /** A rule at its priority, 0 first. */
  public record Placed(PolicyRule rule, int priority) {}

  /** All rules by priority. */
  public List<Placed> list(Actor actor) {
    Act.require(actor, Role.SecurityReader, "list rules");
    PolicyBook book = books.book();
    return book.rules().stream().map(r -> new Placed(r, book.priority(r))).toList();
  }

  /** One rule. */
  public Placed show(Actor actor, String name) {
    Act.require(actor, Role.SecurityReader, "show a rule");
    PolicyBook book = books.book();
    PolicyRule rule = book.rule(name).orElseThrow(() -> PolicyVerbs.missing(name));
    return new Placed(rule, book.priority(rule));
  }

  /**
   * Makes a rule.
   *
   * @param priority its place; the rules from there on move down; empty for last
   */
  public Placed create(
      Actor actor, PolicyRule rule, Optional<Integer> priority, Map<String, String> parameters) {
    AuditOperation operation = AuditOperation.NEW_RULE;
    return act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          PolicyBook book = books.book();
          Names.check("rule", rule.name());
          if (book.rule(rule.name()).isPresent()) {
            throw new Refusal(
                Refusal.Kind.CONFLICT, "The rule '" + rule.name() + "' already exists.");
          }
          checkContent(rule);
          checkBinding(book, rule);
          int place = place(priority, book.rules().size());
          act.changeBook(
              actor, operation, rule.name(), parameters, List.of(), b -> b.plus(rule, place));
          return new Placed(rule, place);
        });
  }

  /** Changes a rule, and its place if a priority is given. */
  public Placed change(
      Actor actor,
      String name,
      Optional<Integer> priority,
      Map<String, String> parameters,
      UnaryOperator<PolicyRule> change) {
    return replace(actor, AuditOperation.SET_RULE, name, priority, parameters, change);
  }

  /** Switches a rule on or off. */
  public Placed enable(Actor actor, String name, boolean enabled) {
    AuditOperation operation = enabled ? AuditOperation.ENABLE_RULE : AuditOperation.DISABLE_RULE;
    return replace(
        actor,
        operation,
        name,
        Optional.empty(),
        Map.of("Identity", name),
        r ->
            new PolicyRule(
                r.name(), r.policy(), enabled, r.conditions(), r.exceptions(), r.comments()));
  }

  /** Removes a rule; its policy stays and applies to nobody. */
  public void remove(Actor actor, String name) {
    remove(actor, name, before -> {});
  }

  /** The same, after {@code check} has seen in the same turn what is there; it may throw. */
  public void remove(Actor actor, String name, Consumer<PolicyRule> check) {
    AuditOperation operation = AuditOperation.REMOVE_RULE;
    act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          PolicyRule rule = books.book().rule(name).orElseThrow(() -> PolicyVerbs.missing(name));
          check.accept(rule);
          act.changeBook(
              actor,
              operation,
              rule.name(),
              Map.of("Identity", name),
              List.of(),
              b -> b.withoutRule(name));
          return rule;
        });
  }

  private Placed replace(
      Actor actor,
      AuditOperation operation,
      String name,
      Optional<Integer> priority,
      Map<String, String> parameters,
      UnaryOperator<PolicyRule> change) {
    return act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          PolicyBook book = books.book();
          PolicyRule before = book.rule(name).orElseThrow(() -> PolicyVerbs.missing(name));
          PolicyRule after = change.apply(before);
          PolicyBook without = book.withoutRule(name);
          if (!hasSameContent(before, after)) {
            checkContent(after);
          }
          checkBinding(without, after);
          int place =
              priority.isPresent()
                  ? place(priority, without.rules().size())
                  : book.priority(before);
          act.changeBook(
              actor,
              operation,
              before.name(),
              parameters,
              modified(new Placed(before, book.priority(before)), new Placed(after, place)),
              b -> without.plus(after, place));
          return new Placed(after, place);
        });
  }

  private static List<Modified> modified(Placed before, Placed after) {
    List<Modified> changes = new ArrayList<>();
    Map<String, String> old = properties(before);
    properties(after)
        .forEach((name, value) -> AlertVerbs.add(changes, name, old.getOrDefault(name, ""), value));
    return changes;
  }

  /** By the names of the cmdlets' parameters. */
  private static Map<String, String> properties(Placed placed) {
    PolicyRule rule = placed.rule();
    Map<String, String> all = new TreeMap<>();
    all.put("HostedOutboundSpamFilterPolicy", rule.policy());
    all.put("Enabled", Boolean.toString(rule.enabled()));
    all.put("Priority", Integer.toString(placed.priority()));
    all.put("Comments", rule.comments());
    put(all, "", rule.conditions());
    put(all, "ExceptIf", rule.exceptions());
    return all;
  }

  private static void put(Map<String, String> all, String prefix, Conditions conditions) {
    all.put(prefix + "From", conditions.from().toString());
    all.put(prefix + "FromMemberOf", conditions.fromMemberOf().toString());
    all.put(prefix + "SenderDomainIs", conditions.senderDomainIs().toString());
  }

  private static int place(Optional<Integer> priority, int rules) {
    int place = priority.orElse(rules);
    if (place < 0 || place > rules) {
      throw new Refusal(
          Refusal.Kind.INVALID, "The priority " + place + " is not between 0 and " + rules + ".");
    }
    return place;
  }

  private static void checkContent(PolicyRule rule) {
    Names.checkWords("comment", rule.comments());
    Stream.of(rule.conditions(), rule.exceptions())
        .flatMap(side -> Stream.of(side.from(), side.fromMemberOf(), side.senderDomainIs()))
        .forEach(values -> {
          checkLength(values);
          values.forEach(RuleVerbs::checkValue);
        });
  }

  private static void checkLength(Set<String> values) {
    if (values.size() > Conditions.MOST_VALUES) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "A list of conditions or exceptions has at most "
              + Conditions.MOST_VALUES
              + " values, not "
              + values.size()
              + ". Name a group or a domain instead.");
    }
  }

  private static void checkValue(String value) {
    Names.checkLine("condition or exception", value);
    if (value.length() > Conditions.MOST_LENGTH) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "A condition or exception has at most "
              + Conditions.MOST_LENGTH
              + " characters, not "
              + value.length()
              + ".");
    }
  }

  /** What an earlier version took may be longer than it may be now, and is switched and moved. */
  private static boolean hasSameContent(PolicyRule before, PolicyRule after) {
    return before.conditions().equals(after.conditions())
        && before.exceptions().equals(after.exceptions())
        && before.comments().equals(after.comments());
  }

  private static void checkBinding(PolicyBook book, PolicyRule rule) {
    var policy = book.policy(rule.policy()).orElseThrow(() -> PolicyVerbs.missing(rule.policy()));
    if (policy.isDefault()) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "The policy 'Default' applies to everybody whom no rule matches; it cannot be scoped.");
    }
    if (book.ruleOf(rule.policy()).isPresent()) {
      throw new Refusal(
          Refusal.Kind.CONFLICT, "The policy '" + policy.name() + "' is bound by a rule already.");
    }
    if (rule.conditions().isEmpty()) {
      throw new Refusal(
          Refusal.Kind.INVALID, "A rule needs a condition: From, FromMemberOf or SenderDomainIs.");
    }
  }
}
