package org.sluice.core.policy;

/** What a rule said of a sender. */
public enum RuleMatch {
  APPLIES("matches: every condition holds and no exception does"),
  DISABLED("does not match: the rule is disabled"),
  NOT_NAMED("does not match: From does not name the sender"),
  NOT_IN_GROUP("does not match: the sender is in no group of FromMemberOf"),
  NOT_IN_DOMAIN("does not match: the sender's domain is not in SenderDomainIs"),
  NO_CONDITION("does not match: the rule has no condition"),
  EXCEPTED_BY_NAME("does not match: ExceptIfFrom names the sender"),
  EXCEPTED_BY_GROUP("does not match: ExceptIfFromMemberOf has a group of the sender"),
  EXCEPTED_BY_DOMAIN("does not match: ExceptIfSenderDomainIs has the sender's domain"),
  NOT_REACHED("is not asked: a rule before it matched");

  private final String words;

  RuleMatch(String words) {
    this.words = words;
  }

  /** For the operator, to follow the rule's name. */
  public String words() {
    return words;
  }

  /** Whether the rule binds the sender. */
  public boolean applies() {
    return this == APPLIES;
  }

  static RuleMatch of(PolicyRule rule, String sender, Groups groups) {
    if (!rule.enabled()) {
      return DISABLED;
    }
    RuleMatch asked = conditions(rule.conditions(), sender, groups);
    return asked.applies() ? exceptions(rule.exceptions(), sender, groups) : asked;
  }

  private static RuleMatch conditions(Conditions asked, String sender, Groups groups) {
    if (asked.isEmpty()) {
      return NO_CONDITION;
    }
    if (!asked.from().isEmpty() && !asked.namesSender(sender)) {
      return NOT_NAMED;
    }
    if (!asked.fromMemberOf().isEmpty() && !asked.namesGroup(groups.of(sender))) {
      return NOT_IN_GROUP;
    }
    return asked.senderDomainIs().isEmpty() || asked.namesDomain(sender) ? APPLIES : NOT_IN_DOMAIN;
  }

  private static RuleMatch exceptions(Conditions excepted, String sender, Groups groups) {
    if (excepted.namesSender(sender)) {
      return EXCEPTED_BY_NAME;
    }
    if (excepted.namesGroup(groups.of(sender))) {
      return EXCEPTED_BY_GROUP;
    }
    return excepted.namesDomain(sender) ? EXCEPTED_BY_DOMAIN : APPLIES;
  }
}
