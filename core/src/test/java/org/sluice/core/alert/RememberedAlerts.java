package org.sluice.core.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.restriction.RestrictedEntity;

/** A memory that forgets with the test. */
final class RememberedAlerts implements AlertMemory {
  final Map<String, Alert> alerts = new LinkedHashMap<>();
  final List<Alert.Comment> comments = new ArrayList<>();
  final List<AuditRecord> records = new ArrayList<>();
  final List<Outgoing> sent = new ArrayList<>();
  final List<Outgoing> arrived = new ArrayList<>();
  final List<String> hastened = new ArrayList<>();
  private final Map<String, List<Instant>> events = new HashMap<>();
  private final Map<String, Integer> mails = new HashMap<>();
  private final Set<String> saidLast = new HashSet<>();

  private long number;

  /** The next record. */
  ChainedRecord event(
      AuditOperation operation, Instant at, String whom, Map<String, String> parameters) {
    number++;
    String hash = "%016x".formatted(number).repeat(4);
    return new ChainedRecord(
        number, AuditRecord.bySystem(operation, at, whom, parameters), "0".repeat(64), hash);
  }

  @Override
  public Optional<Alert> latest(
      String policy, String entity, Optional<RestrictedEntity.Kind> kind) {
    return alerts.values().stream()
        .filter(a -> a.policy().equals(policy) && a.entity().equals(entity))
        .filter(a -> a.kind().equals(kind))
        .reduce((first, second) -> second);
  }

  @Override
  public List<Alert> open(String entity, Optional<RestrictedEntity.Kind> kind) {
    return alerts.values().stream()
        .filter(a -> a.entity().equals(entity) && a.kind().equals(kind))
        .filter(a -> a.status() != Alert.Status.Resolved)
        .toList();
  }

  @Override
  public long eventsWith(
      String policy, ChainedRecord event, Optional<RestrictedEntity.Kind> kind, Duration window) {
    Instant at = event.record().creationTime();
    List<Instant> all =
        events.computeIfAbsent(policy + event.record().objectId() + kind, key -> new ArrayList<>());
    all.add(at);
    return all.stream().filter(e -> e.isAfter(at.minus(window))).count();
  }

  @Override
  public List<Long> takeEvents(
      String policy, ChainedRecord event, Optional<RestrictedEntity.Kind> kind, Duration window) {
    events.remove(policy + event.record().objectId() + kind);
    return List.of(event.number());
  }

  @Override
  public void keep(Alert alert, List<Long> records) {
    alerts.put(alert.id(), alert);
  }

  @Override
  public MailOfDay mailOfDay(String policy, LocalDate day, int most) {
    String key = policy + "\n" + day;
    int mailed = mails.getOrDefault(key, 0);
    if (mailed >= most && saidLast.contains(key)) {
      return MailOfDay.TOO_MANY;
    }
    mails.put(key, mailed + 1);
    if (mailed + 1 < most) {
      saidLast.remove(key);
      return MailOfDay.ONE_OF_MORE;
    }
    saidLast.add(key);
    return MailOfDay.LAST;
  }

  @Override
  public void keep(Alert alert, Optional<ChainedRecord> event, Optional<Alert.Comment> comment) {
    alerts.put(alert.id(), alert);
    comment.ifPresent(comments::add);
  }

  @Override
  public void record(AuditRecord record) {
    records.add(record);
  }

  @Override
  public void send(Outgoing outgoing) {
    sent.add(outgoing);
  }

  @Override
  public void arrived(Outgoing outgoing) {
    arrived.add(outgoing);
  }

  @Override
  public List<String> mailed(String alert) {
    return Stream.concat(arrived.stream(), sent.stream())
        .filter(o -> o.key().startsWith(Outgoing.ALERT + alert + ":mail:"))
        .map(Outgoing::to)
        .toList();
  }

  @Override
  public void hasten(String alert, Instant at) {
    hastened.add(alert);
  }
}
