package org.sluice.core.policy;

/**
 * Binds a policy to senders.
 *
 * @param name unique, ignoring case
 * @param policy the policy's name; one policy has at most one rule
 * @param enabled a disabled rule matches nobody
 * @param conditions all kinds that are given must hold
 * @param exceptions one that holds suffices to except
 * @param comments the administrator's words
 */
public record PolicyRule(
    String name,
    String policy,
    boolean enabled,
    Conditions conditions,
    Conditions exceptions,
    String comments) {

  /** The same under another name. */
  public PolicyRule named(String other) {
    return new PolicyRule(other, policy, enabled, conditions, exceptions, comments);
  }
}
