package org.sluice.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All policies and the rules that bind them, the first rule having priority 0. The policy {@code
 * Default} is always there, applies where no rule does, and has no rule. Immutable; every change
 * makes a new book. Thread-safe.
 *
 * @param policies in order of creation, {@code Default} first
 * @param rules in order of priority
 */
public record PolicyBook(List<OutboundSpamPolicy> policies, List<PolicyRule> rules) {

  /** The book of a new installation. */
  public static final PolicyBook INITIAL =
      new PolicyBook(List.of(OutboundSpamPolicy.DEFAULT), List.of());

  public PolicyBook {
    policies = List.copyOf(policies);
    rules = List.copyOf(rules);
    if (policies.stream().noneMatch(OutboundSpamPolicy::isDefault)) {
      throw new IllegalArgumentException("The policy Default is missing");
    }
  }

  /** The policy of this name, ignoring case. */
  public Optional<OutboundSpamPolicy> policy(String name) {
    for (OutboundSpamPolicy policy : policies) { // Each request comes here: no stream.
      if (policy.name().equalsIgnoreCase(name)) {
        return Optional.of(policy);
      }
    }
    return Optional.empty();
  }

  /** The rule of this name, ignoring case. */
  public Optional<PolicyRule> rule(String name) {
    return rules.stream().filter(r -> r.name().equalsIgnoreCase(name)).findFirst();
  }

  /** The rule that binds a policy, if any. */
  public Optional<PolicyRule> ruleOf(String policy) {
    return rules.stream().filter(r -> r.policy().equalsIgnoreCase(policy)).findFirst();
  }

  /** The rule's priority: its place, 0 first. */
  public int priority(PolicyRule rule) {
    return rules.indexOf(rule);
  }

  /** The policy that always exists. */
  public OutboundSpamPolicy defaultPolicy() {
    return policy(OutboundSpamPolicy.DEFAULT_NAME).orElseThrow();
  }

  /** The policy that applies to a sender. The request path asks this; it allocates nothing. */
  public OutboundSpamPolicy effective(String sender, Groups groups) {
    for (PolicyRule rule : rules) {
      if (RuleMatch.of(rule, sender, groups).applies()) {
        return policy(rule.policy()).orElseThrow();
      }
    }
    return defaultPolicy();
  }

  /** The same, with what each rule said on the way. */
  public Explanation explain(String sender, Groups groups) {
    List<Explanation.Step> steps = new ArrayList<>();
    boolean decided = false;
    for (int priority = 0; priority < rules.size(); priority++) {
      PolicyRule rule = rules.get(priority);
      RuleMatch match = decided ? RuleMatch.NOT_REACHED : RuleMatch.of(rule, sender, groups);
      decided |= match.applies();
      steps.add(new Explanation.Step(rule.name(), rule.policy(), priority, match));
    }
    return new Explanation(sender, effective(sender, groups), steps);
  }

  /** The book with one more policy at the end. */
  public PolicyBook plus(OutboundSpamPolicy policy) {
    List<OutboundSpamPolicy> more = new ArrayList<>(policies);
    more.add(policy);
    return new PolicyBook(more, rules);
  }

  /** The book with one policy changed. */
  public PolicyBook with(String name, UnaryOperator<OutboundSpamPolicy> change) {
    return new PolicyBook(
        policies.stream().map(p -> p.name().equalsIgnoreCase(name) ? change.apply(p) : p).toList(),
        rules);
  }

  /** The book without a policy; its rule goes too. */
  public PolicyBook withoutPolicy(String name) {
    return new PolicyBook(
        policies.stream().filter(p -> !p.name().equalsIgnoreCase(name)).toList(),
        rules.stream().filter(r -> !r.policy().equalsIgnoreCase(name)).toList());
  }

  /** The book with a rule at a priority; those from there on move down. Beyond the end is last. */
  public PolicyBook plus(PolicyRule rule, int priority) {
    List<PolicyRule> more = new ArrayList<>(rules);
    more.add(Math.clamp(priority, 0, more.size()), rule);
    return new PolicyBook(policies, more);
  }

  /** The book without a rule. */
  public PolicyBook withoutRule(String name) {
    return new PolicyBook(
        policies, rules.stream().filter(r -> !r.name().equalsIgnoreCase(name)).toList());
  }
}
