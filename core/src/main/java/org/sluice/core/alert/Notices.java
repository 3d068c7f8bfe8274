package org.sluice.core.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;

/** Makes the notifications of alerts and restrictions. Immutable. */
final class Notices {
  private final Audience audience;
  private final Function<String, List<String>> spamNotices;

  Notices(Audience audience, Function<String, List<String>> spamNotices) {
    this.audience = audience;
    this.spamNotices = spamNotices;
  }

  /** To machines: every alert, whatever the daily limit of mails. */
  List<Outgoing> ofAlert(AlertPolicy policy, Alert alert, ChainedRecord event) {
    Map<String, String> fields = fields(alert, event);
    fields.putAll(own(policy, alert, event));
    return toMachines(Outgoing.ALERT + alert.id(), NoticeKind.ALERT, fields, event.record());
  }

  /** By mail: the same. */
  List<Outgoing> mails(
      AlertPolicy policy, Alert alert, ChainedRecord event, List<String> recipients, boolean last) {
    Map<String, String> fields = fields(alert, event);
    fields.putAll(own(policy, alert, event));
    if (last) {
      fields.put("LastOfDay", "True");
    }
    return mails(alert, event.record(), recipients, fields, NoticeKind.ALERT);
  }

  /** What is so because of the policy: how many events it took, and that nothing ends it. */
  private static Map<String, String> own(AlertPolicy policy, Alert alert, ChainedRecord event) {
    Map<String, String> own = new TreeMap<>(count(policy, alert));
    if (Closing.staysOpen(policy, event.record().operation())) {
      own.put("StaysOpen", "True");
    }
    return own;
  }

  private static Map<String, String> count(AlertPolicy policy, Alert alert) {
    Trigger trigger = policy.trigger();
    return switch (trigger.type()) {
      case None -> Map.of();
      case SimpleAggregation ->
          Map.of(
              "Detail.Count",
              alert.events()
                  + " events in "
                  + trigger.window().toMinutes()
                  + " minutes; the alert policy asks for more than "
                  + trigger.threshold());
    };
  }

  /** To machines: what an alert told of is over. */
  List<Outgoing> ofEnd(Alert alert, ChainedRecord event) {
    return toMachines(
        Outgoing.ALERT_CLOSED + alert.id(),
        NoticeKind.ALERT_CLOSED,
        fields(alert, event),
        event.record());
  }

  private List<Outgoing> toMachines(
      String key, NoticeKind kind, Map<String, String> fields, AuditRecord record) {
    Content content = new Content.Notice(kind, fields);
    Instant at = record.creationTime();
    List<Outgoing> all = new ArrayList<>();
    for (String webhook : audience.webhooks()) {
      all.add(new Outgoing(key + ":webhook:" + webhook, Channel.WEBHOOK, webhook, content, at));
    }
    if (audience.syslog()) {
      all.add(new Outgoing(key + ":syslog", Channel.SYSLOG, "", content, at));
    }
    return all;
  }

  /** By mail: what an alert told of is over. It answers those who were told directly. */
  List<Outgoing> mailsOfEnd(Alert alert, ChainedRecord event, List<String> recipients) {
    return mails(alert, event.record(), recipients, fields(alert, event), NoticeKind.ALERT_CLOSED);
  }

  private static List<Outgoing> mails(
      Alert alert,
      AuditRecord record,
      List<String> recipients,
      Map<String, String> fields,
      NoticeKind kind) {
    Content content = new Content.Notice(kind, fields);
    String prefix = kind == NoticeKind.ALERT ? Outgoing.ALERT : Outgoing.ALERT_CLOSED;
    String key = prefix + alert.id() + ":mail:";
    return recipients.stream().map(to -> mail(key + to, to, content, record)).toList();
  }

  /**
   * Past the outbox, which cannot be written: to all whom an alert of this policy is told. There is
   * no alert yet, so it has neither its identifier nor its record's.
   */
  List<Outgoing> direct(AlertPolicy policy, AuditRecord record) {
    Map<String, String> fields = fields(record);
    fields.put("AlertPolicy", policy.name());
    fields.put("Severity", policy.severity().name());
    fields.put("Category", policy.category().name());
    fields.put("Direct", "True");
    fields.put("Link", link(""));
    String key = directKey(record.objectId(), record.creationTime());
    fields.put("Thread", key);
    List<Outgoing> all = new ArrayList<>(toMachines(key, NoticeKind.ALERT, fields, record));
    Content content = new Content.Notice(NoticeKind.ALERT, fields);
    audience.mailed(policy).forEach(to -> all.add(mail(key + ":mail:" + to, to, content, record)));
    return all;
  }

  /**
   * What joins all that is told of an alert. Of the one policy that is told directly the loss may
   * have been told before there was an alert: so it is known by its store and since when.
   */
  private static String thread(Alert alert) {
    return alert.policy().equals(AlertPolicies.STORE_LOST)
        ? directKey(alert.entity(), alert.created())
        : Outgoing.ALERT + alert.id();
  }

  /** What those who are told of a loss directly have in common, and its end answers to. */
  private static String directKey(String store, Instant since) {
    return "direct:" + store + ":" + since.toEpochMilli();
  }

  /** A receiver, as a record names those who were told directly. */
  static String receiver(Outgoing outgoing) {
    return (outgoing.channel() + " " + outgoing.to()).strip();
  }

  /** Who was told past the outbox, and so is not told again. */
  static Set<String> toldDirectly(AuditRecord record) {
    return record.operation() == AuditOperation.STORE_LOST
        ? Set.copyOf(List.of(record.parameters().getOrDefault(DirectNotices.TOLD, "").split(", ")))
        : Set.of();
  }

  /** Beside the alerts: those whom the outbound spam policy names, and the user. */
  List<Outgoing> ofRestriction(ChainedRecord event) {
    AuditRecord record = event.record();
    List<Outgoing> all = new ArrayList<>();
    if (!audience.mail()) {
      return all;
    }
    Map<String, String> fields = fields(event);
    for (String to : spamNotices.apply(record.parameters().getOrDefault("Policy", ""))) {
      all.add(
          mail(
              "outbound-spam:" + event.id() + ":mail:" + to,
              to,
              new Content.Notice(NoticeKind.OUTBOUND_SPAM, fields),
              record));
    }
    boolean user = record.parameters().getOrDefault("Type", "").equals("User");
    if (audience.tellUser() && user && record.objectId().contains("@")) {
      all.add(
          mail(
              "user-restricted:" + event.id(),
              record.objectId(),
              new Content.Notice(NoticeKind.USER_RESTRICTED, Map.of("Entity", record.objectId())),
              record));
    }
    return all;
  }

  /** A page of the portal; empty if nobody knows where the portal is. */
  private String link(String page) {
    String portal = audience.link();
    return portal.isEmpty() ? "" : portal + (portal.endsWith("/") ? "" : "/") + page;
  }

  private static Outgoing mail(String key, String to, Content content, AuditRecord record) {
    return new Outgoing(key, Channel.MAIL, to, content, record.creationTime());
  }

  private Map<String, String> fields(Alert alert, ChainedRecord event) {
    Map<String, String> fields = fields(event);
    fields.put("AlertId", alert.id());
    fields.put("Thread", thread(alert));
    fields.put("AlertPolicy", alert.policy());
    fields.put("Severity", alert.severity().name());
    fields.put("Category", alert.category().name());
    fields.put("Link", link("alerts/alert?id=" + alert.id()));
    return fields;
  }

  private Map<String, String> fields(ChainedRecord event) {
    Map<String, String> fields = fields(event.record());
    fields.put("EventId", event.id());
    return fields;
  }

  private Map<String, String> fields(AuditRecord record) {
    Map<String, String> fields = new TreeMap<>();
    record
        .parameters()
        .forEach((name, value) -> {
          if (!value.isEmpty()) {
            fields.put("Detail." + name, value);
          }
        });
    fields.put("Entity", record.objectId());
    fields.put("Time", record.creationTime().toString());
    fields.put("Activity", record.operation().title());
    fields.put("By", record.userId());
    fields.put("Link", link("restricted"));
    return fields;
  }
}
