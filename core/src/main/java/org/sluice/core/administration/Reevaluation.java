package org.sluice.core.administration;

import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.restriction.Counts;

/** Whether a policy, as it now is, would restrict for the counts it once restricted for. */
final class Reevaluation {
  private Reevaluation() {}

  static boolean stillRestricts(OutboundSpamPolicy policy, Counts counts) {
    return policy.mode() == Mode.Enforce
        && policy.action() != ActionWhenThresholdReached.Alert
        && (above(counts.externalInHour(), policy.recipientLimitExternalPerHour())
            || above(counts.internalInHour(), policy.recipientLimitInternalPerHour())
            || above(
                counts.internalInDay() + counts.externalInDay(), policy.recipientLimitPerDay()));
  }

  private static boolean above(int used, int most) {
    return most > 0 && used > most;
  }
}
