package org.sluice.core.policy;

import java.util.List;

/**
 * Why a policy applies to a sender.
 *
 * @param sender the sender asked about
 * @param policy the policy that applies
 * @param steps each rule in order of priority and what it said
 */
public record Explanation(String sender, OutboundSpamPolicy policy, List<Step> steps) {
  public Explanation {
    steps = List.copyOf(steps);
  }

  /** One rule's word. */
  public record Step(String rule, String policy, int priority, RuleMatch match) {}
}
