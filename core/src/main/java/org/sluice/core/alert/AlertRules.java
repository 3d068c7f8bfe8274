package org.sluice.core.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sluice.core.alert.AlertMemory.MailOfDay;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.audit.RecordType;
import org.sluice.core.limit.Hash;
import org.sluice.core.outbox.Outgoing;
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
  private final Closing closing;

  /**
   * @param spamNotices whom an outbound spam policy, by its name, wants to be told of a restriction
   */
  public AlertRules(
      AlertPolicies policies, Audience audience, Function<String, List<String>> spamNotices) {
    this.policies = policies;
    this.audience = audience;
    this.notices = new Notices(audience, spamNotices);
    this.closing = new Closing(policies);
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
    closing.resolvedBefore(record, memory).forEach(alert -> tell(alert, event, memory));
    for (Alert over : closing.of(record, memory)) {
      close(over, record, "", memory);
      if (record.operation() == AuditOperation.STORE_BACK) {
        tell(over, event, memory);
      }
    }
    if (record.operation() == AuditOperation.LISTED) {
      notices.ofRestriction(event).forEach(memory::send);
    }
  }

  /**
   * Carries out what follows from what was not recorded, because the log is off: nothing fires, but
   * what is over closes its alerts, which nobody else would.
   */
  public void followUnrecorded(AuditRecord record, AlertMemory memory) {
    closing
        .of(record, memory)
        .forEach(alert ->
            close(alert, record, " The audit log was off: there is no record of it.", memory));
  }

  /** Whether a record would close an alert. */
  public boolean closes(AuditRecord record, AlertMemory memory) {
    return !closing.of(record, memory).isEmpty();
  }

  private void counted(AlertPolicy policy, ChainedRecord event, AlertMemory memory) {
    AuditRecord record = event.record();
    Instant at = record.creationTime();
    Optional<Alert> latest =
        memory
            .latest(policy.name(), record.objectId(), kind(record))
            .filter(alert -> alert.takes(at) || isSameLoss(record, alert));
    if (latest.isPresent()) {
      memory.keep(latest.get().joined(at, isListed(record)), Optional.of(event), Optional.empty());
      return;
    }
    switch (policy.trigger().type()) {
      case None -> fire(policy, event, 1, List.of(event.number()), memory);
      case SimpleAggregation -> fireIfMany(policy, event, memory);
    }
  }

  /** Once in a window: the events that brought an alert bring no other one. */
  private void fireIfMany(AlertPolicy policy, ChainedRecord event, AlertMemory memory) {
    Optional<RestrictedEntity.Kind> kind = kind(event.record());
    Duration window = policy.trigger().window();
    long events = memory.eventsWith(policy.name(), event, kind, window);
    if (events > policy.trigger().threshold()) {
      List<Long> records = memory.takeEvents(policy.name(), event, kind, window);
      fire(policy, event, events, records, memory);
    }
  }

  /**
   * @param events how many brought it
   * @param records the numbers of those that are known
   */
  private void fire(
      AlertPolicy policy,
      ChainedRecord event,
      long events,
      List<Long> records,
      AlertMemory memory) {
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
            events,
            Alert.Status.New,
            "",
            Alert.Classification.NotSet,
            isListed(record));
    memory.keep(alert, records);
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
    Set<String> had = Notices.toldDirectly(record);
    notices.ofAlert(policy, alert, event).stream()
        .filter(o -> !had.contains(Notices.receiver(o)))
        .forEach(memory::send);
    mail(policy, alert, event, had, memory);
  }

  /** That it is over, to all who heard that it began: whatever the daily limit and the policy. */
  private void tell(Alert alert, ChainedRecord event, AlertMemory memory) {
    notices.ofEnd(alert, event).forEach(memory::send);
    if (audience.mail()) {
      notices.mailsOfEnd(alert, event, memory.mailed(alert.id())).forEach(memory::send);
    }
  }

  /** What has arrived directly is not counted, and is remembered for the end of the alert. */
  private void mail(
      AlertPolicy policy, Alert alert, ChainedRecord event, Set<String> had, AlertMemory memory) {
    Map<Boolean, List<Outgoing>> all =
        notices.mails(policy, alert, event, audience.mailed(policy), false).stream()
            .collect(Collectors.partitioningBy(o -> had.contains(Notices.receiver(o))));
    all.getOrDefault(true, List.of()).forEach(memory::arrived);
    List<String> recipients =
        all.getOrDefault(false, List.of()).stream().map(Outgoing::to).toList();
    if (recipients.isEmpty()) {
      return;
    }
    int limit = policy.telling().dailyLimit();
    LocalDate day = LocalDate.ofInstant(event.record().creationTime(), ZoneOffset.UTC);
    MailOfDay which = memory.mailOfDay(policy.name(), day, limit == 0 ? Integer.MAX_VALUE : limit);
    if (which != MailOfDay.TOO_MANY) {
      notices
          .mails(policy, alert, event, recipients, which == MailOfDay.LAST)
          .forEach(memory::send);
    }
  }

  /** A node that starts while a store is lost finds the loss that is told of already. */
  private static boolean isSameLoss(AuditRecord record, Alert alert) {
    return record.operation() == AuditOperation.STORE_LOST
        && alert.status() != Alert.Status.Resolved;
  }

  private static boolean isListed(AuditRecord record) {
    return record.operation() == AuditOperation.LISTED;
  }

  /** What the entity of a record is; empty for what can not be restricted. */
  static Optional<RestrictedEntity.Kind> kind(AuditRecord record) {
    return RestrictedEntity.Kind.of(record.parameters().getOrDefault("Type", ""));
  }

  private static void close(Alert alert, AuditRecord over, String more, AlertMemory memory) {
    Instant at = over.creationTime();
    String why = Closing.words(over);
    String text = why + (more.isEmpty() || why.endsWith(".") ? "" : ".") + more;
    memory.keep(
        alert.changed(at, Alert.Status.Resolved, alert.assignee(), alert.classification()),
        Optional.empty(),
        Optional.of(new Alert.Comment(at, AuditRecord.SYSTEM, shortened(text))));
    memory.hasten(alert.id(), at);
    memory.record(
        AuditRecord.bySystem(
            AuditOperation.ALERT_CLOSED,
            at,
            alert.entity(),
            Map.of(
                "AlertId", alert.id(),
                "AlertPolicy", alert.policy(),
                "Why", over.operation().title())));
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
