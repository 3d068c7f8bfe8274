package org.sluice.core.decision;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.Usage;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Submission;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;

/** The restriction that follows when a policy's limit is crossed. */
final class Sentence {
  private Sentence() {}

  static Restriction of(
      SenderIdentity sender,
      OutboundSpamPolicy policy,
      LimitKind limit,
      Usage usage,
      Submission submission,
      Moment moment,
      ZoneId zone) {
    Instant now = Instant.ofEpochMilli(moment.wallMillis());
    RestrictedEntity entity = RestrictedEntity.of(sender);
    return new Restriction(
        Restriction.id(entity, now, evidence(submission, usage, now).messageId()),
        entity,
        block(policy.action(), now, zone),
        reason(limit, usage),
        now,
        now,
        policy.name(),
        limit.name(),
        "",
        counts(usage),
        evidence(submission, usage, now),
        Optional.empty());
  }

  static Counts counts(Usage usage) {
    return new Counts(
        usage.internalInHour(),
        usage.externalInHour(),
        usage.internalInDay(),
        usage.externalInDay());
  }

  static Evidence evidence(Submission submission, Usage usage, Instant now) {
    String id = submission.queueId().isEmpty() ? submission.messageId() : submission.queueId();
    return new Evidence(now, submission.client().text(), id, usage.recipientsOfMessage());
  }

  private static Block block(ActionWhenThresholdReached action, Instant now, ZoneId zone) {
    return switch (action) {
      case BlockUserForToday ->
          new Block.Until(
              LocalDate.ofInstant(now, zone).plusDays(1).atStartOfDay(zone).toInstant());
      case BlockUser, Alert -> new Block.UntilLifted();
    };
  }

  /** The form that Exchange's scripts parse. */
  private static String reason(LimitKind limit, Usage usage) {
    return "EmailSendingLimitExceeded;InternalRecipientCountToday="
        + usage.internalInDay()
        + ";ExternalRecipientCountToday="
        + usage.externalInDay()
        + ";ExceedingLimitType="
        + type(limit)
        + ";LastMessageRcptCount="
        + usage.recipientsOfMessage()
        + ";";
  }

  private static String type(LimitKind limit) {
    return switch (limit) {
      case EXTERNAL_RECIPIENTS_PER_HOUR, ORGANIZATION_EXTERNAL_RECIPIENTS -> "External";
      case INTERNAL_RECIPIENTS_PER_HOUR -> "Internal";
      case RECIPIENTS_PER_DAY, RECIPIENT_RATE -> "Daily";
      case MESSAGES_PER_MINUTE, RECIPIENTS_PER_MESSAGE -> "Message";
    };
  }
}
