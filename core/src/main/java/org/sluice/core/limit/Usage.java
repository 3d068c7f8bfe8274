package org.sluice.core.limit;

/**
 * What is used of each window at an instant. In a {@link Balance} the attempted recipients are
 * included, refused or not.
 */
public record Usage(
    int messagesInMinute,
    int recipientsOfMessage,
    int externalInHour,
    int internalInHour,
    int externalInDay,
    int internalInDay,
    long organizationExternalInDay) {

  /** Nothing used. */
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0);

  /** What is used of one kind of limit. */
  public long used(LimitKind kind) {
    return switch (kind) {
      case MESSAGES_PER_MINUTE -> messagesInMinute;
      case RECIPIENTS_PER_MESSAGE -> recipientsOfMessage;
      case EXTERNAL_RECIPIENTS_PER_HOUR -> externalInHour;
      case INTERNAL_RECIPIENTS_PER_HOUR -> internalInHour;
      case RECIPIENTS_PER_DAY, RECIPIENT_RATE -> externalInDay + internalInDay;
      case ORGANIZATION_EXTERNAL_RECIPIENTS -> organizationExternalInDay;
    };
  }
}
