package org.sluice.core.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
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
  List<Outgoing> ofAlert(Alert alert, ChainedRecord event) {
    Content content = new Content.Notice(NoticeKind.ALERT, fields(alert, event));
    List<Outgoing> all = new ArrayList<>();
    for (String webhook : audience.webhooks()) {
      all.add(
          new Outgoing(
              "alert:" + alert.id() + ":webhook:" + webhook,
              Channel.WEBHOOK,
              webhook,
              content,
              alert.created()));
    }
    if (audience.syslog()) {
      all.add(
          new Outgoing(
              "alert:" + alert.id() + ":syslog", Channel.SYSLOG, "", content, alert.created()));
    }
    return all;
  }

  List<Outgoing> mails(Alert alert, ChainedRecord event, List<String> recipients, boolean last) {
    Map<String, String> fields = fields(alert, event);
    if (last) {
      fields.put("LastOfDay", "True");
    }
    Content content = new Content.Notice(NoticeKind.ALERT, fields);
    return recipients.stream()
        .map(to -> mail("alert:" + alert.id() + ":mail:" + to, to, content, event.record()))
        .toList();
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
    fields.put("AlertPolicy", alert.policy());
    fields.put("Severity", alert.severity().name());
    fields.put("Category", alert.category().name());
    fields.put("Link", link("alerts/alert?id=" + alert.id()));
    return fields;
  }

  private Map<String, String> fields(ChainedRecord event) {
    AuditRecord record = event.record();
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
    fields.put("EventId", event.id());
    fields.put("Link", link("restricted"));
    return fields;
  }
}
