package org.sluice.core.policy;

import java.util.List;

/**
 * Limits and the action that follows when one is crossed. Exchange's properties.
 *
 * @param name unique, ignoring case
 * @param adminDisplayName a description
 * @param recipientLimitExternalPerHour 0 (none) to {@value #MOST}
 * @param recipientLimitInternalPerHour 0 (none) to {@value #MOST}
 * @param recipientLimitPerDay 0 (the service's recipient rate limit alone) to {@value #MOST}
 * @param autoForwarding whether a machine's forwards may go to external recipients
 * @param bccSuspicious who gets a copy of a message that exceeded a limit
 * @param notifyOutbound who is told that this policy restricted a sender
 */
public record OutboundSpamPolicy(
    String name,
    String adminDisplayName,
    int recipientLimitExternalPerHour,
    int recipientLimitInternalPerHour,
    int recipientLimitPerDay,
    ActionWhenThresholdReached action,
    Mode mode,
    StoreLoss storeLoss,
    AutoForwardingMode autoForwarding,
    Addressees bccSuspicious,
    Addressees notifyOutbound) {

  /** The greatest limit, as in Exchange. */
  public static final int MOST = 10_000;

  /** The name of the policy that always exists. */
  public static final String DEFAULT_NAME = "Default";

  /** The advised values with which a new installation protects from the first minute. */
  public static final OutboundSpamPolicy DEFAULT =
      new OutboundSpamPolicy(
          DEFAULT_NAME,
          "",
          500,
          1000,
          1000,
          ActionWhenThresholdReached.BlockUserForToday,
          Mode.Enforce,
          StoreLoss.Local);

  public OutboundSpamPolicy {
    for (int value :
        List.of(
            recipientLimitExternalPerHour, recipientLimitInternalPerHour, recipientLimitPerDay)) {
      if (value < 0 || value > MOST) {
        throw new IllegalArgumentException("A recipient limit is 0 to " + MOST + ", not " + value);
      }
    }
  }

  /** A policy without copies and notices, whose forwarding the service decides. */
  public OutboundSpamPolicy(
      String name,
      String adminDisplayName,
      int recipientLimitExternalPerHour,
      int recipientLimitInternalPerHour,
      int recipientLimitPerDay,
      ActionWhenThresholdReached action,
      Mode mode,
      StoreLoss storeLoss) {
    this(
        name,
        adminDisplayName,
        recipientLimitExternalPerHour,
        recipientLimitInternalPerHour,
        recipientLimitPerDay,
        action,
        mode,
        storeLoss,
        AutoForwardingMode.Automatic,
        Addressees.NOBODY,
        Addressees.NOBODY);
  }

  /** Whether this is the policy that always exists. */
  public boolean isDefault() {
    return name.equalsIgnoreCase(DEFAULT_NAME);
  }

  /** The same policy with the limits and action of an advised profile. */
  public OutboundSpamPolicy with(Profile profile) {
    return new OutboundSpamPolicy(
        name,
        adminDisplayName,
        profile.externalPerHour(),
        profile.internalPerHour(),
        profile.perDay(),
        ActionWhenThresholdReached.BlockUser,
        mode,
        storeLoss,
        autoForwarding,
        bccSuspicious,
        notifyOutbound);
  }
}
