package org.sluice.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertMemory;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertRules;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Audience;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.restriction.RestrictedEntity;

/** Alerts that are forgotten with the process. Thread-safe. */
public final class MemoryAlerts implements AlertStore {
  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final Map<String, List<Alert.Comment>> comments = new HashMap<>();
  private final Map<String, List<Long>> events = new HashMap<>();
  private final Map<String, List<ChainedRecord>> counted = new HashMap<>();
  private final Map<String, Integer> mails = new HashMap<>();
  private final Set<String> saidLast = new HashSet<>();
  private final MemoryOutbox outbox = new MemoryOutbox();
  private final AlertMemory memory = new Memory();
  private final Audience audience;
  private final Function<String, List<String>> spamNotices;
  private AlertPolicies policies = AlertPolicies.SHIPPED;
  private long records;

  /** Of which nobody is told. */
  public MemoryAlerts() {
    this(Audience.NOBODY, policy -> List.of());
  }

  /**
   * Of which these are told.
   *
   * @param spamNotices whom an outbound spam policy, by its name, wants to be told of a restriction
   */
  public MemoryAlerts(Audience audience, Function<String, List<String>> spamNotices) {
    this.audience = audience;
    this.spamNotices = spamNotices;
  }

  /** What is told of them. */
  public Outbox outbox() {
    return outbox;
  }

  /** What follows from a record follows. */
  public synchronized void happens(AuditRecord record) {
    records++;
    String hash = "%016x".formatted(records).repeat(4);
    new AlertRules(policies, audience, spamNotices)
        .follow(new ChainedRecord(records, record, hash, hash), memory);
  }

  @Override
  public synchronized AlertPolicies policies() {
    return policies;
  }

  @Override
  public Audience audience() {
    return audience;
  }

  @Override
  public synchronized void keep(AlertPolicies before, AlertPolicies changed, AuditRecord record) {
    policies = AlertPolicies.of(changed.all());
    happens(record);
  }

  @Override
  public synchronized List<Alert> list(AlertQuery query, int most) {
    Stream<Alert> all = wanted(query).reversed().stream();
    if (!query.behind().isEmpty()) {
      if (!alerts.containsKey(query.behind())) {
        throw new Refusal(Refusal.Kind.NOT_FOUND, query.behind());
      }
      List<String> oldestFirst = List.copyOf(alerts.keySet());
      int place = oldestFirst.indexOf(query.behind());
      all = all.filter(a -> oldestFirst.indexOf(a.id()) < place);
    }
    return all.limit(Math.min(most, MOST + 1)).toList();
  }

  @Override
  public synchronized long count(AlertQuery query) {
    int all = wanted(query).size();
    return query.text().isEmpty() ? all : Math.min(all, MOST_COUNTED);
  }

  private static boolean hasText(Alert a, String text) {
    String all = a.policy() + " " + a.entity() + " " + a.assignee() + " " + a.id();
    return AuditQuery.folded(all).contains(AuditQuery.folded(text));
  }

  private List<Alert> wanted(AlertQuery query) {
    return alerts.values().stream()
        .filter(a -> query.statuses().isEmpty() || query.statuses().contains(a.status()))
        .filter(a -> query.entity().isEmpty() || query.entity().equalsIgnoreCase(a.entity()))
        .filter(a -> query.policy().isEmpty() || query.policy().equalsIgnoreCase(a.policy()))
        .filter(a -> hasText(a, query.text()))
        .filter(a -> query.domains().includes(a.entity()))
        .toList();
  }

  @Override
  public synchronized Optional<Whole> find(String id) {
    List<Alert> found = alerts.values().stream().filter(a -> a.id().startsWith(id)).toList();
    return found.size() == 1 ? Optional.of(whole(found.getFirst())) : Optional.empty();
  }

  private Whole whole(Alert alert) {
    return new Whole(
        alert,
        comments.getOrDefault(alert.id(), List.of()),
        events.getOrDefault(alert.id(), List.of()));
  }

  @Override
  public synchronized boolean change(
      Alert before, Alert after, Optional<Alert.Comment> comment, AuditRecord record) {
    Optional<Alert> merged = find(after.id()).flatMap(now -> now.alert().merged(before, after));
    merged.ifPresent(kept -> {
      memory.keep(kept, Optional.empty(), comment);
      happens(record);
    });
    return merged.isPresent();
  }

  private final class Memory implements AlertMemory {
    @Override
    public Optional<Alert> latest(
        String policy, String entity, Optional<RestrictedEntity.Kind> kind) {
      return about(entity)
          .filter(a -> a.policy().equalsIgnoreCase(policy) && a.kind().equals(kind))
          .reduce((first, second) -> second);
    }

    @Override
    public List<Alert> open(String entity, Optional<RestrictedEntity.Kind> kind) {
      return about(entity)
          .filter(a -> a.kind().equals(kind))
          .filter(a -> a.status() != Alert.Status.Resolved)
          .toList();
    }

    private Stream<Alert> about(String entity) {
      return alerts.values().stream().filter(a -> a.entity().equalsIgnoreCase(entity));
    }

    @Override
    public long eventsWith(
        String policy, ChainedRecord event, Optional<RestrictedEntity.Kind> kind, Duration window) {
      counted
          .computeIfAbsent(counted(policy, event.record().objectId(), kind), k -> new ArrayList<>())
          .add(event);
      return within(policy, event, kind, window).size();
    }

    private List<Long> within(
        String policy, ChainedRecord event, Optional<RestrictedEntity.Kind> kind, Duration window) {
      Instant from = event.record().creationTime().minus(window);
      Instant to = event.record().creationTime().plus(window);
      return counted
          .getOrDefault(counted(policy, event.record().objectId(), kind), List.of())
          .stream()
          .filter(e -> e.record().creationTime().isAfter(from))
          .filter(e -> !e.record().creationTime().isAfter(to))
          .map(ChainedRecord::number)
          .toList();
    }

    private static String counted(
        String policy, String entity, Optional<RestrictedEntity.Kind> kind) {
      return (policy + "\n" + entity + "\n" + kind).toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Long> takeEvents(
        String policy, ChainedRecord event, Optional<RestrictedEntity.Kind> kind, Duration window) {
      List<Long> taken = within(policy, event, kind, window);
      counted.remove(counted(policy, event.record().objectId(), kind));
      return taken;
    }

    @Override
    public void keep(Alert alert, List<Long> records) {
      alerts.put(alert.id(), alert);
      events.put(alert.id(), new ArrayList<>(records.stream().limit(Whole.MOST_EVENTS).toList()));
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
      event
          .filter(e -> alert.events() <= Whole.MOST_EVENTS)
          .ifPresent(
              e -> events.computeIfAbsent(alert.id(), k -> new ArrayList<>()).add(e.number()));
      comment.ifPresent(c -> comments.computeIfAbsent(alert.id(), k -> new ArrayList<>()).add(c));
    }

    @Override
    public void record(AuditRecord record) {
      happens(record);
    }

    @Override
    public void send(Outgoing outgoing) {
      outbox.put(outgoing);
    }

    @Override
    public void arrived(Outgoing outgoing) {
      outbox.putArrived(outgoing);
    }

    @Override
    public List<String> mailed(String alert) {
      return outbox.list(List.of(), Integer.MAX_VALUE).reversed().stream()
          .map(Delivery::outgoing)
          .filter(o -> o.channel() == Channel.MAIL)
          .filter(o -> o.key().startsWith(Outgoing.ALERT + alert + ":"))
          .map(Outgoing::to)
          .toList();
    }

    @Override
    public void hasten(String alert, Instant at) {
      outbox.hasten(Outgoing.ALERT + alert + ":", at);
    }
  }
}
