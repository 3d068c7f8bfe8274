package org.sluice.notify.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;
import org.sluice.testkit.Eventually;

class DirectDeliveryTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Outgoing outgoing(Channel channel, String to) {
    return new Outgoing("k" + to, channel, to, new Content.Notice(NoticeKind.TEST, Map.of()), NOON);
  }

  /** Looks, and waits for what that begins. */
  private static void look(DirectDelivery direct, long millis) {
    direct.look(millis);
    Eventually.holds("nothing is under way", direct::isIdle);
  }

  @Test
  void what_fails_is_tried_again_after_a_wait_until_it_arrives() {
    AtomicBoolean works = new AtomicBoolean();
    AtomicInteger tries = new AtomicInteger();
    Messenger messenger =
        (outgoing, step) -> {
          tries.incrementAndGet();
          if (!works.get()) {
            throw new NotDelivered("no route", false);
          }
          return "ok";
        };
    try (DirectDelivery direct = new DirectDelivery(Map.of(Channel.WEBHOOK, messenger))) {
      Outgoing one = outgoing(Channel.WEBHOOK, "w");
      direct.tell("loss", List.of(one));
      look(direct, 0);
      assertThat(tries).hasValue(1);
      works.set(true);
      look(direct, 4_999);
      assertThat(tries).as("before its time").hasValue(1);
      look(direct, 5_000);
      assertThat(tries).as("five seconds later").hasValue(2);
      look(direct, 1_000_000);
      assertThat(direct.arrived("other")).isEmpty();
      assertThat(direct.arrived("loss")).containsExactly(one);
      direct.end("other");
      assertThat(direct.arrived("loss")).containsExactly(one);
      direct.end("loss");
      assertThat(direct.arrived("loss")).isEmpty();
      assertThat(tries).as("what has arrived is not tried").hasValue(2);
    }
  }

  @Test
  void an_error_ends_no_delivery() {
    AtomicInteger tries = new AtomicInteger();
    Messenger messenger =
        (outgoing, step) -> {
          if (tries.incrementAndGet() == 1) {
            throw new NoClassDefFoundError("a jar that was replaced");
          }
          return "ok";
        };
    try (DirectDelivery direct = new DirectDelivery(Map.of(Channel.WEBHOOK, messenger))) {
      Outgoing one = outgoing(Channel.WEBHOOK, "w");
      direct.tell("loss", List.of(one));
      look(direct, 0);
      assertThat(direct.arrived("loss")).isEmpty();
      look(direct, 5_000);
      assertThat(direct.arrived("loss")).containsExactly(one);
    }
  }

  @Test
  void a_receiver_that_hangs_holds_up_no_other_channel() {
    CountDownLatch never = new CountDownLatch(1);
    ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
    Messenger hangs =
        (outgoing, step) -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "late";
        };
    Messenger works =
        (outgoing, step) -> {
          got.add(outgoing.to());
          return "ok";
        };
    try (DirectDelivery direct =
        new DirectDelivery(Map.of(Channel.MAIL, hangs, Channel.SYSLOG, works))) {
      direct.tell("loss", List.of(outgoing(Channel.MAIL, "a"), outgoing(Channel.SYSLOG, "s")));
      direct.look(0);
      Eventually.holds("syslog", () -> got.contains("s"));
    }
  }

  @Test
  void a_dead_pager_holds_up_no_other_and_waits_from_the_end_of_its_try() {
    CountDownLatch end = new CountDownLatch(1);
    ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
    AtomicInteger tries = new AtomicInteger();
    Messenger pagers =
        (outgoing, step) -> {
          if (outgoing.to().equals("alive")) {
            got.add(outgoing.key());
            return "ok";
          }
          tries.incrementAndGet();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new NotDelivered("no answer", false);
        };
    try (DirectDelivery direct = new DirectDelivery(Map.of(Channel.WEBHOOK, pagers))) {
      Outgoing dead = outgoing(Channel.WEBHOOK, "dead");
      direct.tell("loss", List.of(dead, outgoing(Channel.WEBHOOK, "alive")));
      direct.tell("another", List.of(dead));
      direct.look(0);
      Eventually.holds("the other has it", () -> got.contains("kalive"));
      direct.look(40_000);
      Eventually.holds("it is tried", () -> tries.get() == 1);
      end.countDown();
      Eventually.holds("its end", direct::isIdle);
      direct.end("another");
      look(direct, 44_999);
      assertThat(tries).as("one receiver, one try at a time").hasValue(1);
      look(direct, 45_000);
      assertThat(tries).as("five seconds after the end of the first").hasValue(2);
    }
  }

  /** Below, at and above the bound. */
  @Test
  void at_most_so_many_wait() {
    Messenger takes = (outgoing, step) -> "ok";
    for (int more : new int[] {-1, 0, 1}) {
      int all = DirectDelivery.MOST + more;
      try (DirectDelivery direct = new DirectDelivery(Map.of(Channel.SYSLOG, takes))) {
        direct.tell(
            "loss",
            IntStream.range(0, all).mapToObj(i -> outgoing(Channel.SYSLOG, "s" + i)).toList());
        look(direct, 0);
        assertThat(direct.arrived("loss")).hasSize(Math.min(all, DirectDelivery.MOST));
      }
    }
  }
}
