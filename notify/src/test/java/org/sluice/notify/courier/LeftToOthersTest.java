package org.sluice.notify.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.HandOverMark;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;
import org.sluice.testkit.MemoryOutbox;

/** What another node has taken over when its last step comes is no fault. */
class LeftToOthersTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final MemoryOutbox outbox = new MemoryOutbox();

  private static Outgoing mail(String key) {
    return new Outgoing(
        key, Channel.MAIL, "x", new Content.Notice(NoticeKind.TEST, Map.of()), NOON);
  }

  /** Between the claim and the last step somebody else begins to hand over that it is over. */
  private void beOvertaken() {
    outbox.tried(1, Backoff.refused("no such user", NOON), NOON);
    assertThat(outbox.sending(2, NOON)).isTrue();
    var record =
        new AuditRecord(
            AuditOperation.RESTART_NOTIFICATION, NOON, "root", "", "1", Map.of(), List.of());
    assertThat(outbox.restart(1, NOON, record)).isTrue();
  }

  @Test
  void it_is_left_as_it_is_and_the_next_is_delivered() throws Exception {
    outbox.put(mail("alert:1:mail:x"));
    outbox.put(mail("alert-closed:1:mail:x"));
    outbox.put(mail("next"));
    CountDownLatch next = new CountDownLatch(1);
    Messenger messenger =
        (outgoing, lastStep) -> {
          if (!outgoing.key().equals("next")) {
            beOvertaken();
          }
          lastStep.isNext();
          next.countDown();
          return "taken";
        };
    try (Courier _ =
        new Courier(outbox, HandOverMark.NONE, Map.of(Channel.MAIL, messenger), () -> NOON)) {
      assertThat(next.await(20, TimeUnit.SECONDS)).isTrue();
    }
    Delivery left = outbox.find(1).orElseThrow();
    assertThat(left.state()).isEqualTo(Delivery.State.WAITING);
    assertThat(left.attempts()).as("it is no attempt").isZero();
    assertThat(outbox.find(3).orElseThrow().state()).isEqualTo(Delivery.State.SENT);
  }
}
