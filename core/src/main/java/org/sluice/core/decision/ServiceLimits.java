package org.sluice.core.decision;

/**
 * The limits that hold whatever the policy; 0 is none.
 *
 * @param recipientRate recipients per sender in sliding 24 h
 * @param recipientsPerMessage 1 to 1000
 * @param messagesPerMinute per sender in sliding 60 s
 * @param organizationExternal external recipients of all senders in sliding 24 h
 */
public record ServiceLimits(
    int recipientRate, int recipientsPerMessage, int messagesPerMinute, int organizationExternal) {
  /** Exchange's values. */
  public static final ServiceLimits DEFAULT = new ServiceLimits(10_000, 500, 30, 0);
}
