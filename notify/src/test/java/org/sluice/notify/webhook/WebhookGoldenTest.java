package org.sluice.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @EnumSource(
      value = Happenings.class,
      names = {"OUTBOUND_SPAM", "TEST"},
      mode = EnumSource.Mode.EXCLUDE)
  void what_is_tried_again_says_when_it_happened(Happenings what) {
    Outgoing first = what.by(Channel.WEBHOOK).orElseThrow();
    Outgoing again = Happenings.triedAgain(first);
    assertThat(WebhookBody.of(again, (Content.Notice) again.content()))
        .isEqualTo(WebhookBody.of(first, (Content.Notice) first.content()));
  }

  /** However the loss was told: a receiver that opens by it closes by it. */
  @Test
  void the_end_of_a_loss_has_the_thread_of_its_beginning() throws Exception {
    assertThat(thread(Happenings.STORE_BACK))
        .isEqualTo(thread(Happenings.STORE_LOST))
        .isEqualTo(thread(Happenings.STORE_LOST_DIRECTLY))
        .isNotEqualTo(thread(Happenings.LIMIT_EXCEEDED))
        .isNotEmpty();
  }

  private static String thread(Happenings what) throws Exception {
    Outgoing outgoing = what.by(Channel.WEBHOOK).orElseThrow();
    byte[] body = WebhookBody.of(outgoing, (Content.Notice) outgoing.content());
    return new ObjectMapper().readTree(body).path("thread").asText();
  }
}
