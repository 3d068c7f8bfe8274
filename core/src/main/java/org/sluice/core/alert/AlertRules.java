package org.sluice.core.alert;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.audit.RecordType;
import org.sluice.core.limit.Hash;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * What follows from an audit record: alerts that fire, that it joins, that close.
 *
 * <p>Alerts come of audit records and of nothing else. So an alert always has its record behind it,
 * is written with it or not at all, and with the audit log off none fires. A record of an alert
 * brings no other alert. Immutable; the memory is the caller's.
 */
public final class AlertRules {
  private static final long POLICY_SEED = 0x51ced5eedL;

  private final AlertPolicies policies;
  private final Audience audience;
  private final Notices notices;

  /**
   * @param spamNotices whom an outbound spam policy, by its name, wants to be told of a restriction
   */
  public AlertRules(
      AlertPolicies policies, Audience audience, Function<String, List<String>> spamNotices) {
    this.policies = policies;
    this.audience = audience;
    this.notices = new Notices(audience, spamNotices);
  }

  /** Carries out what follows from a record. */
  public void follow(ChainedRecord event, AlertMemory memory) {
    AuditRecord record = event.record();
    if (record.operation().recordType() == RecordType.SecurityComplianceAlerts) {
      return;
    }
    for (AlertPolicy policy : policies.all()) {
      if (policy.enabled()
          && policy.operations().contains(record.operation())
          && policy.filter().holds(record)) {
        counted(policy, event, memory);
      }
    }
    if (record.operation() == AuditOperation.DELISTED) {
      close(record, "", memory);
    }
    if (record.operation() == AuditOperation.LISTED) {
      notices.ofRestriction(event).forEach(memory::send);
    }
  }

  /**
   * Carries out what follows from what was not recorded, because the log is off: nothing fires, but
   * a restriction that is lifted closes its alerts, which nobody else would.
   */
  public void followUnrecorded(AuditRecord record, AlertMemory memory) {
    if (record.operation() == AuditOperation.DELISTED) {
      close(record, " The audit log was off: there is no record of it.", memory);
    }
  }

  private void counted(AlertPolicy policy, ChainedRecord event, AlertMemory memory) {
    AuditRecord record = event.record();
    Instant at = record.creationTime();
    Optional<Alert> latest = memory.latest(policy.name(), record.objectId(), kind(record));
    if (latest.isPresent() && latest.get().takes(at)) {
      memory.keep(latest.get().joined(at, isListed(record)), Optional.of(event), Optional.empty());
      return;
    }
    boolean fires =
        switch (policy.trigger().type()) {
          case None -> true;
          case SimpleAggregation ->
              memory.eventsWith(policy.name(), record.objectId(), at, policy.trigger().window())
                  > policy.trigger().threshold();
        };
    if (fires) {
      fire(policy, event, memory);
    }
  }

  private void fire(AlertPolicy policy, ChainedRecord event, AlertMemory memory) {
    AuditRecord record = event.record();
    Instant at = record.creationTime();
    Alert alert =
        new Alert(
            id(policy, event),
            policy.name(),
            policy.severity(),
            policy.category(),
            record.objectId(),
            kind(record),
            at,
            at,
            1,
            Alert.Status.New,
            "",
            Alert.Classification.NotSet,
            isListed(record));
    memory.keep(alert, Optional.of(event), Optional.empty());
    memory.record(
        AuditRecord.bySystem(
            AuditOperation.ALERT_TRIGGERED,
            at,
            alert.entity(),
            Map.of(
                "AlertId", alert.id(),
                "AlertPolicy", policy.name(),
                "Severity", policy.severity().name(),
                "Event", event.id())));
    notices.ofAlert(alert, event).forEach(memory::send);
    mail(policy, alert, event, memory);
  }

  private void mail(AlertPolicy policy, Alert alert, ChainedRecord event, AlertMemory memory) {
    List<String> recipients = audience.addresses(policy.telling());
    if (!policy.telling().enabled() || !audience.mail() || recipients.isEmpty()) {
      return;
    }
    int limit = policy.telling().dailyLimit();
    int number =
        memory.mailOfDay(policy.name(), LocalDate.ofInstant(alert.created(), ZoneOffset.UTC));
    if (limit == 0 || number <= limit) {
      notices.mails(alert, event, recipients, number == limit).forEach(memory::send);
    }
  }

  private static boolean isListed(AuditRecord record) {
    return record.operation() == AuditOperation.LISTED;
  }

  /** What the entity of a record is; empty for what can not be restricted. */
  private static Optional<RestrictedEntity.Kind> kind(AuditRecord record) {
    return RestrictedEntity.Kind.of(record.parameters().getOrDefault("Type", ""));
  }

  private static void close(AuditRecord delisted, String more, AlertMemory memory) {
    kind(delisted)
        .map(kind -> memory.untilLifted(new RestrictedEntity(kind, delisted.objectId())))
        .orElse(List.of())
        .forEach(alert -> close(alert, delisted, more, memory));
  }

  private static void close(Alert alert, AuditRecord delisted, String more, AlertMemory memory) {
    Instant at = delisted.creationTime();
    String by = delisted.parameters().getOrDefault("By", "");
    String why = delisted.parameters().getOrDefault("Comment", "");
    String text =
        "Closed by itself: the restriction of "
            + alert.entity()
            + " was lifted by "
            + by
            + (why.isEmpty() ? "." : ": " + why + (more.isEmpty() ? "" : "."))
            + more;
    memory.keep(
        alert.changed(at, Alert.Status.Resolved, alert.assignee(), alert.classification()),
        Optional.empty(),
        Optional.of(new Alert.Comment(at, AuditRecord.SYSTEM, shortened(text))));
    memory.record(
        AuditRecord.bySystem(
            AuditOperation.ALERT_CLOSED,
            at,
            alert.entity(),
            Map.of("AlertId", alert.id(), "AlertPolicy", alert.policy(), "Why", "Delisted")));
  }

  private static String shortened(String text) {
    return text.length() <= Alert.Comment.MOST_TEXT
        ? text
        : text.substring(0, Alert.Comment.MOST_TEXT);
  }

  /** The event's own identifier with the policy mixed in, so that two policies make two alerts. */
  private static String id(AlertPolicy policy, ChainedRecord event) {
    UUID base = UUID.fromString(event.id());
    return new UUID(
            base.getMostSignificantBits() ^ Hash.of(policy.name(), POLICY_SEED),
            base.getLeastSignificantBits())
        .toString();
  }
}
