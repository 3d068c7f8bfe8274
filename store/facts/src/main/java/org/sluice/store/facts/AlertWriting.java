package org.sluice.store.facts;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertMemory;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.restriction.RestrictedEntity;

/** What the alert rules remember, in the transaction of the record that they follow. */
record AlertWriting(Handle handle) implements AlertMemory {

  @Override
  public Optional<Alert> latest(
      String policy, String entity, Optional<RestrictedEntity.Kind> kind) {
    return AlertTable.latest(handle, policy, entity, kind);
  }

  @Override
  public List<Alert> open(String entity, Optional<RestrictedEntity.Kind> kind) {
    return AlertTable.open(handle, entity, kind);
  }

  @Override
  public long eventsWith(
      String policy, ChainedRecord event, Optional<RestrictedEntity.Kind> kind, Duration window) {
    handle.execute(
        "INSERT INTO alert_count (policy, entity, entity_kind, at, record) VALUES (?, ?, ?, ?, ?)",
        policy,
        event.record().objectId(),
        AlertTable.kind(kind),
        event.record().creationTime().toEpochMilli(),
        event.number());
    return counted("count(*)", policy, event, kind, window).one();
  }

  @Override
  public List<Long> takeEvents(
      String policy, ChainedRecord event, Optional<RestrictedEntity.Kind> kind, Duration window) {
    List<Long> records =
        counted("record", policy, event, kind, window).list().stream()
            .filter(number -> number != 0)
            .sorted()
            .toList();
    handle.execute(
        "DELETE FROM alert_count WHERE " + counted(),
        policy,
        event.record().objectId(),
        AlertTable.kind(kind));
    return records;
  }

  /** What a clock that was ahead dated far into the future does not count when it is set back. */
  private ResultIterable<Long> counted(
      String what,
      String policy,
      ChainedRecord event,
      Optional<RestrictedEntity.Kind> kind,
      Duration window) {
    return handle
        .createQuery(
            "SELECT " + what + " FROM alert_count WHERE " + counted() + " AND at > ? AND at <= ?")
        .bind(0, policy)
        .bind(1, event.record().objectId())
        .bind(2, AlertTable.kind(kind))
        .bind(3, event.record().creationTime().minus(window).toEpochMilli())
        .bind(4, event.record().creationTime().plus(window).toEpochMilli())
        .mapTo(Long.class);
  }

  private String counted() {
    Dialect dialect = Dialect.of(handle);
    return dialect.same("policy") + " AND " + dialect.same("entity") + " AND entity_kind = ?";
  }

  @Override
  public MailOfDay mailOfDay(String policy, LocalDate day, int most) {
    return handle
        .createQuery(
            "INSERT INTO alert_mail_day (policy, day, mails, said_last) VALUES (?, ?, 1, ?)"
                + " ON CONFLICT (policy, day) DO UPDATE SET mails = alert_mail_day.mails + 1,"
                + " said_last = CASE WHEN alert_mail_day.mails + 1 >= ? THEN 1 ELSE 0 END"
                + " WHERE alert_mail_day.mails < ? OR alert_mail_day.said_last = 0"
                + " RETURNING said_last")
        .bind(0, policy)
        .bind(1, day.toEpochDay())
        .bind(2, most == 1 ? 1 : 0)
        .bind(3, most)
        .bind(4, most)
        .mapTo(Integer.class)
        .findOne()
        .map(saidLast -> saidLast == 1 ? MailOfDay.LAST : MailOfDay.ONE_OF_MORE)
        .orElse(MailOfDay.TOO_MANY);
  }

  @Override
  public void keep(Alert alert, Optional<ChainedRecord> event, Optional<Alert.Comment> comment) {
    AlertTable.keep(handle, alert);
    event
        .filter(e -> alert.events() <= AlertStore.Whole.MOST_EVENTS)
        .ifPresent(e -> AlertTable.event(handle, alert.id(), e.number()));
    comment.ifPresent(c -> AlertTable.comment(handle, alert.id(), c));
  }

  @Override
  public void keep(Alert alert, List<Long> records) {
    AlertTable.keep(handle, alert);
    records.stream()
        .limit(AlertStore.Whole.MOST_EVENTS)
        .forEach(number -> AlertTable.event(handle, alert.id(), number));
  }

  @Override
  public void record(AuditRecord record) {
    var _ = AuditTable.append(handle, record);
  }

  @Override
  public void send(Outgoing outgoing) {
    OutboxTable.insert(handle, outgoing);
  }

  @Override
  public void arrived(Outgoing outgoing) {
    OutboxTable.insertArrived(handle, outgoing);
  }

  @Override
  public List<String> mailed(String alert) {
    return OutboxTable.recipients(handle, Channel.MAIL, Outgoing.ALERT + alert + ":");
  }

  @Override
  public void hasten(String alert, Instant at) {
    OutboxTable.hasten(handle, Outgoing.ALERT + alert + ":", at);
  }
}
