package org.sluice.app.serve;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.RefusalWay;
import org.sluice.core.decision.RefusalWays;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Submission;

/**
 * What the configuration says of messages that the milter refuses for good. A stolen account sends
 * more than anybody can look at and any disk should hold, so of one sender only so many messages go
 * to the hold queue within an hour; the others are refused. Thread-safe.
 */
final class MilterWays implements RefusalWays {
  /** Senders whose held messages are counted; beyond them the one held longest ago is forgotten. */
  static final int MOST_SENDERS = 10_000;

  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private final InForce inForce;
  private final LongSupplier monotonicMillis;
  private final RefusalLog log;
  private final LongAdder held = new LongAdder();
  private final Map<String, Hour> hours =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Hour> eldest) {
          return size() > MOST_SENDERS;
        }
      };

  /** Since when, how many. */
  private record Hour(long beganMillis, int messages) {}

  MilterWays(InForce inForce, LongSupplier monotonicMillis, RefusalLog log) {
    this.inForce = inForce;
    this.monotonicMillis = monotonicMillis;
    this.log = log;
  }

  @Override
  public RefusalWay of(SenderIdentity sender) {
    if (inForce.ndr().milter()) {
      return RefusalWay.REPORT;
    }
    int most = inForce.holdMost();
    return most > 0 && inThisHour(sender) < most ? RefusalWay.HOLD : RefusalWay.REPLY;
  }

  private synchronized int inThisHour(SenderIdentity sender) {
    Hour hour = hours.get(sender.key());
    return hour == null || isOver(hour) ? 0 : hour.messages();
  }

  private boolean isOver(Hour hour) {
    return monotonicMillis.getAsLong() - hour.beganMillis() >= HOUR_MILLIS;
  }

  @Override
  public boolean mayHold(SenderIdentity sender, Submission message, Decision.Reject why) {
    boolean may = takes(sender.key());
    if (may) {
      held.increment();
      log.tellHeld(message, why);
    }
    return may;
  }

  private synchronized boolean takes(String sender) {
    Hour before = hours.remove(sender);
    Hour hour =
        before == null || isOver(before) ? new Hour(monotonicMillis.getAsLong(), 0) : before;
    boolean may = hour.messages() < inForce.holdMost();
    hours.put(sender, may ? new Hour(hour.beganMillis(), hour.messages() + 1) : hour);
    return may;
  }

  /** Tells the refusals at MAIL that come to nothing: the message may be held. */
  Predicate<Submission> comesLater() {
    return s ->
        s.stage() == Submission.Stage.SENDER
            && inForce
                .settings()
                .senders()
                .identify(s.login(), s.client())
                .filter(sender -> of(sender) == RefusalWay.HOLD)
                .isPresent();
  }

  /** Messages that went to the hold queue since the start. */
  long held() {
    return held.sum();
  }
}
