package org.sluice.notify.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;
import org.sluice.testkit.MemoryOutbox;

class CourierTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long PATIENCE_SECONDS = 60;

  private final MemoryOutbox outbox = new MemoryOutbox();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final ConcurrentLinkedQueue<String> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean full = new AtomicBoolean();
  private final AtomicLong marked = new AtomicLong();
  private Courier courier;

  @AfterEach
  void close() {
    courier.close();
  }

  private void put(String key, Channel channel) {
    put(key, channel, "x");
  }

  private void put(String key, Channel channel, String to) {
    outbox.put(new Outgoing(key, channel, to, new Content.Notice(NoticeKind.TEST, Map.of()), NOON));
    courier.wake();
  }

  private void start(Map<Channel, Messenger> messengers) {
    courier = new Courier(outbox, this::mark, messengers, now::get);
  }

  private void mark(Channel channel, long number) {
    if (full.get()) {
      throw new IllegalStateException("disk full");
    }
    marked.set(number);
  }

  private String take(Outgoing outgoing, LastStep lastStep) {
    lastStep.isNext();
    lastStep.isNow();
    arrived.add(outgoing.key());
    return "taken";
  }

  /** Waits for a condition, not for a time. */
  private static void until(java.util.function.BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  @Test
  void what_is_put_in_is_delivered_once() throws Exception {
    start(Map.of(Channel.MAIL, this::take));
    for (int i = 0; i < 2 * Courier.GROUP + 1; i++) {
      put("k" + i, Channel.MAIL);
    }
    until(() -> outbox.list(List.of(State.SENT), 1_000).size() == 2 * Courier.GROUP + 1);
    assertThat(arrived).hasSize(2 * Courier.GROUP + 1).doesNotHaveDuplicates();
    assertThat(marked).hasValue(2 * Courier.GROUP + 1);
  }

  @Test
  void a_server_that_is_down_for_an_hour_gets_it_afterwards() throws Exception {
    AtomicReference<Boolean> down = new AtomicReference<>(true);
    start(
        Map.of(
            Channel.MAIL,
            (outgoing, mark) -> {
              if (down.get()) {
                throw new NotDelivered("connection refused", false);
              }
              return take(outgoing, mark);
            }));
    put("k", Channel.MAIL);
    for (int attempts = 1; now.get().isBefore(NOON.plus(Duration.ofHours(1))); attempts++) {
      int made = attempts;
      until(() -> outbox.find(1).orElseThrow().attempts() == made);
      now.set(outbox.find(1).orElseThrow().due());
      courier.wake();
    }
    assertThat(arrived).isEmpty();
    assertThat(outbox.find(1).orElseThrow().lastError()).isEqualTo("connection refused");
    down.set(false);
    until(() -> !arrived.isEmpty() || step());
    until(() -> outbox.find(1).orElseThrow().state() == State.SENT);
    assertThat(arrived).containsExactly("k");
  }

  /** The attempt at the hour may have failed just before the server came back. */
  private boolean step() {
    now.set(outbox.find(1).orElseThrow().due());
    courier.wake();
    return false;
  }

  @Test
  void a_refusal_for_good_is_given_up_at_once_and_stays_visible() throws Exception {
    start(
        Map.of(
            Channel.MAIL,
            (outgoing, mark) -> {
              throw new NotDelivered("550 no such user", true);
            }));
    put("k", Channel.MAIL);
    until(() -> outbox.list(List.of(State.GIVEN_UP), 10).size() == 1);
    assertThat(outbox.find(1).orElseThrow().lastError()).isEqualTo("550 no such user");
    assertThat(outbox.find(1).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void a_delivery_that_breaks_its_messenger_fails_and_those_behind_it_go_out() throws Exception {
    start(
        Map.of(
            Channel.WEBHOOK,
            (outgoing, mark) -> {
              if (outgoing.key().equals("poison")) {
                throw new IllegalArgumentException("invalid header value: poison");
              }
              return take(outgoing, mark);
            }));
    put("poison", Channel.WEBHOOK);
    put("behind", Channel.WEBHOOK);
    until(() -> arrived.contains("behind"));
    until(() -> outbox.find(1).orElseThrow().attempts() == 2); // what arrived hastened it once
    Delivery poison = outbox.find(1).orElseThrow();
    assertThat(poison.state()).isEqualTo(State.WAITING);
    assertThat(poison.due()).isAfter(NOON);
    assertThat(poison.lastError()).isEqualTo("java.lang.IllegalArgumentException");
  }

  @ParameterizedTest
  @EnumSource(names = {"MAIL", "WEBHOOK"})
  void what_may_have_been_noted_as_begun_and_did_not_begin_is_delivered(Channel channel)
      throws Exception {
    outbox.loseNextAnswer();
    start(Map.of(channel, this::take));
    put("k", channel);
    until(() -> outbox.find(1).orElseThrow().state() == State.SENT);
    assertThat(arrived).containsExactly("k");
  }

  @ParameterizedTest
  @EnumSource(names = {"MAIL", "WEBHOOK"})
  void an_error_ends_no_lane(Channel channel) throws Exception {
    start(
        Map.of(
            channel,
            (outgoing, mark) -> {
              if (outgoing.key().equals("poison")) {
                throw new NoClassDefFoundError("a jar that was replaced");
              }
              return take(outgoing, mark);
            }));
    put("poison", channel);
    put("behind", channel);
    until(() -> arrived.contains("behind"));
    assertThat(outbox.find(1).orElseThrow().state()).isEqualTo(State.WAITING);
    assertThat(outbox.find(1).orElseThrow().lastError())
        .isEqualTo("java.lang.NoClassDefFoundError");
  }

  @Test
  void an_outbox_that_cannot_be_written_is_no_failed_attempt() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    start(
        Map.of(
            Channel.MAIL,
            (outgoing, mark) -> {
              tries.incrementAndGet();
              return take(outgoing, mark);
            }));
    full.set(true);
    put("k", Channel.MAIL);
    until(() -> tries.get() == 2);
    assertThat(outbox.find(1).orElseThrow().attempts()).isZero();
    assertThat(arrived).isEmpty();
    full.set(false);
    until(() -> outbox.find(1).orElseThrow().state() == State.SENT);
    assertThat(outbox.find(1).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void a_flood_of_reports_holds_up_no_alert() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    start(
        Map.of(
            Channel.REPORT,
            (outgoing, mark) -> {
              awaitWithoutFail(release);
              return take(outgoing, mark);
            },
            Channel.MAIL,
            this::take));
    for (int i = 0; i < 2 * Courier.GROUP; i++) {
      put("report" + i, Channel.REPORT);
    }
    put("alert", Channel.MAIL);
    until(() -> arrived.contains("alert"));
    assertThat(arrived).as("not one report has gone").containsExactly("alert");
    release.countDown();
    until(() -> arrived.size() == 2 * Courier.GROUP + 1);
  }

  private static void awaitWithoutFail(CountDownLatch release) {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_channel_that_hangs_holds_up_no_other() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    start(
        Map.of(
            Channel.WEBHOOK,
            (outgoing, mark) -> {
              awaitWithoutFail(release);
              return take(outgoing, mark);
            },
            Channel.MAIL,
            this::take));
    put("hangs", Channel.WEBHOOK);
    put("goes", Channel.MAIL);
    until(() -> arrived.contains("goes"));
    assertThat(arrived).doesNotContain("hangs");
    release.countDown();
    until(() -> arrived.contains("hangs"));
  }

  private void hook(String key, String to) {
    put(key, Channel.WEBHOOK, to);
  }

  /** Knows no receiver, or one alone. */
  private final class Knowing implements Messenger {
    private final Reach reach;

    Knowing(Reach reach) {
      this.reach = reach;
    }

    @Override
    public String deliver(Outgoing outgoing, LastStep lastStep) throws NotDelivered {
      if (!reach.isFor(outgoing, NOON)) {
        throw new NotDelivered("not configured", outgoing.channel() == Channel.WEBHOOK);
      }
      return take(outgoing, lastStep);
    }

    @Override
    public Reach reach(Channel channel) {
      return reach;
    }
  }

  private void startBeside(Map<Channel, Messenger> messengers) {
    courier = new Courier(outbox, this::mark, messengers, now::get, true);
  }

  @Test
  void what_another_node_alone_can_deliver_is_left_to_it_and_given_up_when_nobody_does()
      throws Exception {
    startBeside(
        Map.of(
            Channel.WEBHOOK,
            new Knowing(Reach.only(Set.of("known"))),
            Channel.MAIL,
            new Knowing(Reach.only(Set.of("known"))),
            Channel.SYSLOG,
            this::take));
    hook("unknown", "unknown");
    put("mail", Channel.MAIL);
    hook("known", "known");
    put("line", Channel.SYSLOG);
    put("behind", Channel.MAIL, "known");
    until(() -> outbox.list(List.of(State.SENT), 9).size() == 3);
    assertThat(arrived).containsExactlyInAnyOrder("known", "line", "behind");
    assertThat(outbox.list(List.of(State.WAITING), 9))
        .hasSize(2)
        .allMatch(d -> d.attempts() == 0 && d.lastError().isEmpty());
    now.set(NOON.plus(Reach.PATIENCE));
    courier.wake();
    until(() -> outbox.list(List.of(State.GIVEN_UP), 9).size() == 1);
    until(() -> outbox.find(2).orElseThrow().attempts() == 1);
    assertThat(outbox.find(1).orElseThrow().lastError()).isEqualTo("not configured");
  }

  @Test
  void where_there_is_no_other_node_what_cannot_be_delivered_is_seen_at_once() throws Exception {
    start(Map.of(Channel.MAIL, new Knowing(Reach.NONE)));
    put("mail", Channel.MAIL);
    until(() -> outbox.find(1).orElseThrow().attempts() == 1);
    assertThat(outbox.find(1).orElseThrow().lastError()).isEqualTo("not configured");
  }

  /** Below, at and above the receivers that are served at once. */
  @ParameterizedTest
  @ValueSource(ints = {Courier.MOST_AT_ONCE - 1, Courier.MOST_AT_ONCE, Courier.MOST_AT_ONCE + 1})
  void a_receiver_that_hangs_holds_up_itself_alone_while_a_place_is_free(int dead)
      throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger hanging = new AtomicInteger();
    AtomicInteger mostAtOnce = new AtomicInteger();
    start(
        Map.of(
            Channel.WEBHOOK,
            (outgoing, mark) -> {
              if (outgoing.to().startsWith("dead")) {
                mostAtOnce.accumulateAndGet(hanging.incrementAndGet(), Math::max);
                awaitWithoutFail(release);
                hanging.decrementAndGet();
              }
              return take(outgoing, mark);
            }));
    for (int i = 0; i < dead; i++) {
      hook("first of " + i, "dead" + i);
      hook("second of " + i, "dead" + i);
    }
    int served = Math.min(dead, Courier.MOST_AT_ONCE);
    until(() -> hanging.get() == served);
    hook("alive", "alive");
    if (dead < Courier.MOST_AT_ONCE) {
      until(() -> arrived.contains("alive"));
      assertThat(arrived).containsExactly("alive");
    } else {
      assertThat(arrived).as("all places are taken").isEmpty();
    }
    release.countDown();
    until(() -> arrived.size() == 2 * dead + 1);
    assertThat(arrived).doesNotHaveDuplicates();
    assertThat(mostAtOnce.get()).isBetween(served, Courier.MOST_AT_ONCE);
  }
}
