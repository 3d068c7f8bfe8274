package org.sluice.notify.mail;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;

/** Notices as the alert rules make them. */
public final class Notices {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Notices() {}

  /** A user was restricted. */
  public static Outgoing restricted(Channel channel, String to) {
    return new Outgoing(
        "alert:3a1f6f6e-0000-4000-8000-000000000001:"
            + channel.name().toLowerCase(java.util.Locale.ROOT)
            + ":"
            + to,
        channel,
        to,
        new Content.Notice(NoticeKind.ALERT, fields()),
        NOON);
  }

  public static Map<String, String> fields() {
    Map<String, String> fields = new HashMap<>();
    fields.put("AlertId", "3a1f6f6e-0000-4000-8000-000000000001");
    fields.put("AlertPolicy", "User restricted from sending email");
    fields.put("Severity", "High");
    fields.put("Category", "ThreatManagement");
    fields.put("Entity", "anna@example.org");
    fields.put("Time", NOON.toString());
    fields.put("Activity", "Listed");
    fields.put("By", "Sluice");
    fields.put("EventId", "5f0c8d3e-1111-2222-3333-444455556666");
    fields.put("Link", "https://sluice.example.org/restricted");
    fields.put("LastOfDay", "True");
    fields.put("Detail.Type", "User");
    fields.put("Detail.Policy", "Default");
    fields.put("Detail.Limit", "external recipients per hour");
    fields.put("Detail.Until", "2026-03-02T00:00:00Z");
    fields.put("Detail.ClientAddress", "192.0.2.1");
    fields.put("Detail.MessageId", "7.1<script>\r\nX: y");
    fields.put(
        "Detail.Reason",
        "EmailSendingLimitExceeded;InternalRecipientCountToday=12;ExternalRecipientCountToday=501;"
            + "ExceedingLimitType=External;LastMessageRcptCount=50;");
    return fields;
  }
}
