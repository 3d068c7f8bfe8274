package org.sluice.core.decision;

import org.sluice.core.limit.Limits;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;

/** The limits that a policy and the service set together. */
public final class EffectiveLimits {
  private EffectiveLimits() {}

  /** The values that a charge of a sender under this policy is held against. */
  public static Limits of(OutboundSpamPolicy policy, Settings settings) {
    ServiceLimits service = settings.serviceLimits();
    return new Limits(
        service.messagesPerMinute(),
        service.recipientsPerMessage(),
        policy.recipientLimitExternalPerHour(),
        policy.recipientLimitInternalPerHour(),
        policy.recipientLimitPerDay(),
        service.recipientRate(),
        service.organizationExternal(),
        policy.mode() == Mode.Enforce && policy.action() != ActionWhenThresholdReached.Alert);
  }
}
