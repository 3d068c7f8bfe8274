package org.sluice.notify.courier;

import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;

/**
 * Hands one thing to one receiver. Blocks, for a bounded time. Used by one thread at a time; where
 * {@link org.sluice.core.outbox.Channel#isByReceiver}, by one for each receiver.
 */
@FunctionalInterface
public interface Messenger {

  /**
   * Delivers.
   *
   * @param lastStep told of the step that cannot be called back. A channel whose receivers know a
   *     repetition by its key need not tell it
   * @return what the receiver answered
   * @throws NotDelivered if it certainly or possibly did not arrive
   */
  String deliver(Outgoing outgoing, LastStep lastStep) throws NotDelivered;

  /**
   * Which receivers of a channel the configuration of this node names now. What is for others can
   * be delivered by another node at best.
   */
  default Reach reach(Channel channel) {
    return Reach.ALL;
  }
}
