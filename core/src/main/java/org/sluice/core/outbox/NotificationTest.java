package org.sluice.core.outbox;

import java.time.Instant;

/** Port: delivers one test notice at once, past the outbox. Blocks for as long as that takes. */
public interface NotificationTest {

  /**
   * Sends.
   *
   * @param to as in {@link Outgoing}
   * @return what the receiver answered, for people
   * @throws NotDelivered if it did not arrive; the message says why and what to do
   */
  String send(Channel channel, String to, Instant now) throws NotDelivered;
}
