package org.sluice.notify.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Outgoing;
import org.sluice.notify.Golden;
import org.sluice.notify.Happenings;

/** The body of each notice that goes to webhooks, as the alert rules bring it about. */
class WebhookGoldenTest {

  @ParameterizedTest
  @EnumSource(value = Happenings.class, names = "OUTBOUND_SPAM", mode = EnumSource.Mode.EXCLUDE)
  void the_body_is_as_documented(Happenings what) throws Exception {
    Outgoing outgoing = what.by(Channel.WEBHOOK).orElseThrow();
    byte[] body = WebhookBody.of(outgoing, (Content.Notice) outgoing.content());
    ObjectMapper json = new ObjectMapper();
    Golden.compare(
        "webhook/" + what.file() + ".json",
        json.writerWithDefaultPrettyPrinter().writeValueAsString(json.readTree(body)) + "\n");
  }
}
