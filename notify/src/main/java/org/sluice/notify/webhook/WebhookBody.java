package org.sluice.notify.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Outgoing;

/** The JSON that a receiver gets. */
final class WebhookBody {
  private static final String DETAIL = "Detail.";

  private WebhookBody() {}

  static byte[] of(Outgoing outgoing, Content.Notice n) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", n.kind().name().toLowerCase(Locale.ROOT));
    json.put("key", outgoing.key());
    json.put("time", outgoing.happened().toString());
    put(json, "thread", n.field("Thread"));
    put(json, "alertId", n.field("AlertId"));
    put(json, "alertPolicy", n.field("AlertPolicy"));
    put(json, "severity", n.field("Severity"));
    put(json, "category", n.field("Category"));
    put(json, "activity", n.field("Activity"));
    put(json, "entity", n.field("Entity"));
    put(json, "by", n.field("By"));
    put(json, "eventId", n.field("EventId"));
    put(json, "link", n.field("Link"));
    ObjectNode details = json.putObject("details");
    n.fields()
        .forEach((name, value) -> {
          if (name.startsWith(DETAIL)) {
            details.put(name.substring(DETAIL.length()), value);
          }
        });
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }
}
