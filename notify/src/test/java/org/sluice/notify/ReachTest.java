package org.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Reach;
import org.sluice.notify.mail.MailMessenger;
import org.sluice.notify.mail.MailServer;
import org.sluice.notify.syslog.SyslogMessenger;
import org.sluice.notify.syslog.SyslogServer;
import org.sluice.notify.webhook.WebhookMessenger;
import org.sluice.notify.webhook.WebhookReceiver;

/** What a configuration names can be delivered to, and nothing else. */
class ReachTest {
  private static WebhookReceiver webhook(String name) {
    return new WebhookReceiver(
        name, URI.create("https://hooks.example.org/"), Path.of("/nowhere"), Optional.empty());
  }

  @Test
  void webhooks_are_reached_by_their_names() {
    List<WebhookReceiver> known = List.of(webhook("pager"), webhook("chat"));
    try (WebhookMessenger messenger = new WebhookMessenger(() -> known, Instant::now)) {
      assertThat(messenger.reach(Channel.WEBHOOK)).isEqualTo(Reach.only(Set.of("pager", "chat")));
    }
    try (WebhookMessenger messenger = new WebhookMessenger(List::of, Instant::now)) {
      assertThat(messenger.reach(Channel.WEBHOOK)).isEqualTo(Reach.NONE);
    }
  }

  @Test
  void mail_is_reached_with_a_mail_server_alone() {
    MailServer server =
        new MailServer(
            "mail.example.org",
            587,
            MailServer.Tls.NONE,
            "",
            Optional.empty(),
            "sluice@example.org",
            "sluice@example.org",
            Optional.empty());
    assertThat(new MailMessenger(() -> Optional.of(server)).reach(Channel.MAIL))
        .isEqualTo(Reach.ALL);
    assertThat(new MailMessenger(Optional::empty).reach(Channel.MAIL)).isEqualTo(Reach.NONE);
  }

  @Test
  void the_log_server_is_reached_if_there_is_one() {
    SyslogServer server = new SyslogServer("siem.example.org", 6514, false, Optional.empty());
    assertThat(new SyslogMessenger(() -> Optional.of(server), "-").reach(Channel.SYSLOG))
        .isEqualTo(Reach.ALL);
    assertThat(new SyslogMessenger(Optional::empty, "-").reach(Channel.SYSLOG))
        .isEqualTo(Reach.NONE);
  }
}
