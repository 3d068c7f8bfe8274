package org.sluice.core.alert;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Usage;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * What senders sent in the hour that is over: asked of the ledger, which may be across a network, a
 * part of them at a time and without waiting. For one thread.
 */
final class EndedHour {
  /** Senders of whom it is asked at a time. */
  static final int MOST_ASKED = 2_000;

  private final LimitLedger ledger;
  private final Queue<SenderIdentity> senders = new ArrayDeque<>();
  private final Queue<SenderHour> answered = new ConcurrentLinkedQueue<>();
  private int hour;

  EndedHour(LimitLedger ledger) {
    this.ledger = ledger;
  }

  /** Which hour it is of whom is told from now on. */
  void of(int endedHour) {
    hour = endedHour;
  }

  /** One that may have sent in it. */
  void ended(SenderIdentity sender) {
    senders.add(sender);
  }

  /** Asks about the next of them. */
  void ask(Moment moment) {
    int ended = hour;
    for (int i = 0; i < MOST_ASKED && !senders.isEmpty(); i++) {
      SenderIdentity sender = senders.remove();
      var _ =
          ledger
              .forecast(SenderKey.of(sender.key()), moment.steadyMillis(), 0)
              .thenAccept(forecast -> answered.add(hour(sender, ended, forecast.usage())));
    }
  }

  private static SenderHour hour(SenderIdentity sender, int ended, Usage usage) {
    return new SenderHour(
        RestrictedEntity.of(sender), ended, usage.internalInHour(), usage.externalInHour());
  }

  /** What was answered since the last call, of those who sent. */
  List<SenderHour> sent() {
    List<SenderHour> sent = new ArrayList<>();
    for (SenderHour next = answered.poll(); next != null; next = answered.poll()) {
      if (next.recipients() > 0) {
        sent.add(next);
      }
    }
    return sent;
  }
}
