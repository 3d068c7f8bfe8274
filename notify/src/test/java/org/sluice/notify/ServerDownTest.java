package org.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.notify.courier.Courier;
import org.sluice.store.facts.Facts;
import org.sluice.testkit.SmtpSink;

/** The mail server is away for an hour of a moved clock; the outbox is the one on the disk. */
class ServerDownTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path data;

  private final AtomicReference<Instant> now = new AtomicReference<>(ToBeKilled.NOON);
  private final AtomicReference<Runnable> news = new AtomicReference<>(() -> {});

  @Test
  void an_alert_of_an_hour_without_a_mail_server_arrives_once_it_is_back() throws Exception {
    SmtpSink before = new SmtpSink(0);
    int port = before.port();
    before.close();
    int attempts = 0;
    try (Facts facts = ToBeKilled.facts(data, news);
        Courier courier = ToBeKilled.courier(facts, port, now::get)) {
      news.set(courier::wake);
      facts.restrict(ToBeKilled.restriction("anna@example.org")).toCompletableFuture().join();
      while (now.get().isBefore(ToBeKilled.NOON.plus(Duration.ofHours(1)))) {
        int made = ++attempts;
        until(() -> mail(facts).attempts() == made);
        assertThat(mail(facts).state()).isEqualTo(State.WAITING);
        now.set(mail(facts).due());
        courier.wake();
      }
      int last = attempts + 1;
      until(() -> mail(facts).attempts() == last);
      assertThat(mail(facts).lastError()).contains("127.0.0.1:" + port);
    }
    assertThat(attempts).as("tries of an hour").isBetween(6, 8);
    try (SmtpSink back = new SmtpSink(port);
        Facts facts = ToBeKilled.facts(data, news);
        Courier courier = ToBeKilled.courier(facts, port, now::get)) {
      now.set(mail(facts).due());
      courier.wake();
      until(() -> mail(facts).state() == State.SENT);
      assertThat(back.messages())
          .hasSize(1)
          .allMatch(m -> m.contains("Subject: High-severity alert: User restricted from sending"));
    }
  }

  private static Delivery mail(Facts facts) {
    return facts.outbox().find(1).orElseThrow();
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.yield();
    }
  }
}
