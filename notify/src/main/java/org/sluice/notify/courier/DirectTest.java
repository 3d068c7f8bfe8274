package org.sluice.notify.courier;

import java.time.Instant;
import java.util.Map;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.NotificationTest;
import org.sluice.core.outbox.Outgoing;

/** Delivers a test notice at once. Thread-safe as far as the messengers are: one test at a time. */
public final class DirectTest implements NotificationTest {
  private final Map<Channel, Messenger> messengers;

  public DirectTest(Map<Channel, Messenger> messengers) {
    this.messengers = Map.copyOf(messengers);
  }

  @Override
  public synchronized String send(Channel channel, String to, Instant now) throws NotDelivered {
    Messenger messenger = messengers.get(channel);
    if (messenger == null) {
      throw new NotDelivered("This Sluice has no way to tell by " + channel, true);
    }
    Content content =
        new Content.Notice(
            NoticeKind.TEST, Map.of("Time", now.toString(), "Severity", "Informational"));
    return messenger.deliver(
        new Outgoing("test:" + channel + ":" + to + ":" + now, channel, to, content, now),
        LastStep.UNHEARD);
  }
}
