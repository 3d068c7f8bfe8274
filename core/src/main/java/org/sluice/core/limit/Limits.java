package org.sluice.core.limit;

/**
 * The values that one charge is held against; 0 means no limit. Made once per policy, shared by all
 * charges.
 *
 * @param policyBinds whether crossing a limit of the policy refuses the charge; if not, the charge
 *     is counted and the crossing only told
 */
public record Limits(
    int messagesPerMinute,
    int recipientsPerMessage,
    int externalPerHour,
    int internalPerHour,
    int recipientsPerDay,
    int recipientRate,
    int organizationExternal,
    boolean policyBinds) {

  /** The greatest value of any limit, which a bucket still counts exactly. */
  public static final int MOST = 500_000;

  /** No limit at all. */
  public static final Limits NONE = new Limits(0, 0, 0, 0, 0, 0, 0, true);

  public Limits {
    for (int value :
        new int[] {
          messagesPerMinute,
          recipientsPerMessage,
          externalPerHour,
          internalPerHour,
          recipientsPerDay,
          recipientRate
        }) {
      if (value < 0 || value > MOST) {
        throw new IllegalArgumentException("A limit is 0 (none) to " + MOST + ", not " + value);
      }
    }
  }

  /** The value of one kind; 0 if there is none. */
  public int most(LimitKind kind) {
    return switch (kind) {
      case MESSAGES_PER_MINUTE -> messagesPerMinute;
      case RECIPIENTS_PER_MESSAGE -> recipientsPerMessage;
      case EXTERNAL_RECIPIENTS_PER_HOUR -> externalPerHour;
      case INTERNAL_RECIPIENTS_PER_HOUR -> internalPerHour;
      case RECIPIENTS_PER_DAY -> recipientsPerDay;
      case RECIPIENT_RATE -> recipientRate;
      case ORGANIZATION_EXTERNAL_RECIPIENTS -> organizationExternal;
    };
  }

  /** The same values, with the policy's limits told but not binding. */
  public Limits advisory() {
    return new Limits(
        messagesPerMinute,
        recipientsPerMessage,
        externalPerHour,
        internalPerHour,
        recipientsPerDay,
        recipientRate,
        organizationExternal,
        false);
  }
}
