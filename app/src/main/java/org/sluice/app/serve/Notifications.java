package org.sluice.app.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.sluice.app.configuration.Notifying;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.HandOverMark;
import org.sluice.core.outbox.NotificationTest;
import org.sluice.core.outbox.Outbox;
import org.sluice.notify.courier.Courier;
import org.sluice.notify.courier.DirectDelivery;
import org.sluice.notify.courier.DirectTest;
import org.sluice.notify.courier.Messenger;
import org.sluice.notify.mail.MailMessenger;
import org.sluice.notify.syslog.SyslogMessenger;
import org.sluice.notify.webhook.WebhookMessenger;

/** From the outbox to the receivers that the configuration names. Thread-safe. */
final class Notifications implements AutoCloseable {
  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

  private final Supplier<Instant> clock;
  private final WebhookMessenger webhooks;
  private final Supplier<Notifying> notifying;
  private final UnaryOperator<Messenger> mailRoute;
  private volatile Runnable news = () -> {};

  /**
   * @param mailRoute makes of a messenger for mail one that knows where else mail may go
   */
  Notifications(
      Supplier<Notifying> notifying, UnaryOperator<Messenger> mailRoute, Supplier<Instant> clock) {
    this.notifying = notifying;
    this.mailRoute = mailRoute;
    this.clock = clock;
    this.webhooks = new WebhookMessenger(() -> notifying.get().webhooks(), clock);
  }

  /** Each user has messengers of its own: one is used by one thread at a time. */
  private Map<Channel, Messenger> messengers() {
    return Map.of(
        Channel.MAIL,
        mailRoute.apply(new MailMessenger(() -> notifying.get().mail())),
        Channel.REPORT,
        mailRoute.apply(new MailMessenger(() -> notifying.get().mail())),
        Channel.WEBHOOK,
        webhooks,
        Channel.SYSLOG,
        new SyslogMessenger(() -> notifying.get().syslog(), hostname()));
  }

  /** What tries whether notifications arrive. */
  NotificationTest test() {
    return new DirectTest(messengers());
  }

  /** Delivers what the outbox cannot take. */
  DirectDelivery direct() {
    return new DirectDelivery(messengers());
  }

  /**
   * Begins to deliver.
   *
   * @param isShared whether other nodes deliver from this outbox too
   */
  Courier start(Outbox outbox, HandOverMark mark, boolean isShared) {
    Courier courier = new Courier(outbox, mark, messengers(), clock, isShared);
    news = courier::wake;
    return courier;
  }

  /** The outbox may have something new. Returns at once. */
  void wake() {
    news.run();
  }

  /** This machine's name, for what it says of itself. */
  static String hostname() {
    try {
      String name = Files.readString(HOSTNAME).strip();
      return name.matches("[\\x21-\\x7e]{1,255}") ? name : "-";
    } catch (IOException e) {
      return "-";
    }
  }

  @Override
  public void close() {
    webhooks.close();
  }
}
