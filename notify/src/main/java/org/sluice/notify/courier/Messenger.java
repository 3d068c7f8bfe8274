package org.sluice.notify.courier;

import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.Outgoing;

/** Hands one thing to one receiver. Blocks, for a bounded time. Used by one thread at a time. */
@FunctionalInterface
public interface Messenger {

  /**
   * Delivers.
   *
   * @param beforeTheLastStep run once, just before the step that cannot be called back; if it
   *     throws, that step is not taken. A channel whose receivers know a repetition by its key need
   *     not run it
   * @return what the receiver answered
   * @throws NotDelivered if it certainly or possibly did not arrive
   */
  String deliver(Outgoing outgoing, Runnable beforeTheLastStep) throws NotDelivered;
}
