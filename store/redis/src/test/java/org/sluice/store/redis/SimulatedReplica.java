package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.SenderKey;

/**
 * The replica of the simulated store: it hears of what was counted a moment later, or not at all
 * while it is cut off, and takes the master's place with what it has heard. A message of which it
 * has heard a recipient is not lost; nor is what nodes merged.
 */
final class SimulatedReplica {
  /** Longer than it takes to hear. */
  static final long WAIT_MILLIS = 30;

  private static final long MOST_LAG_MILLIS = 20;

  private final SimulatedTime time;
  private final boolean waitedFor;
  private boolean cut;
  private long written;
  private long heard;
  private long term;
  private final List<Written> unheard = new ArrayList<>();

  /** Of which something was counted since it was last emptied. */
  private final Set<Long> messages = new HashSet<>();

  /** Recipients of each sender that were counted and lost. */
  private final Map<SenderKey, Integer> lost = new HashMap<>();

  private long lostTogether;

  /** What was counted first of a message. */
  record Written(long number, SenderKey sender, long message) {}

  /**
   * @param waitedFor whether nothing is certain before it has it
   */
  SimulatedReplica(SimulatedTime time, boolean waitedFor) {
    this.time = time;
    this.waitedFor = waitedFor;
  }

  boolean isWaitedFor() {
    return waitedFor;
  }

  /** How often it has taken the master's place. */
  long term() {
    return term;
  }

  /** The number of what was counted last. */
  long written() {
    return written;
  }

  /** Something was counted. */
  void counted(SenderKey sender, long message) {
    long number = ++written;
    if (messages.add(message)) {
      unheard.add(new Written(number, sender, message));
    }
    if (!cut) {
      long since = term;
      time.after(time.between(0, MOST_LAG_MILLIS), () -> hear(number, since));
    }
  }

  private void hear(long number, long since) {
    if (!cut && since == term && number > heard) {
      heard = number;
      unheard.removeIf(w -> w.number() <= number);
    }
  }

  void cutOff() {
    cut = true;
  }

  /** It follows again, and has all. */
  void join() {
    cut = false;
    hear(written, term);
  }

  /** The store and it were emptied. */
  void emptied() {
    unheard.clear();
    messages.clear();
  }

  /**
   * It takes the master's place.
   *
   * @return what it has not heard of
   */
  List<Written> promoted() {
    List<Written> all = List.copyOf(unheard);
    all.forEach(gone -> messages.remove(gone.message()));
    unheard.clear();
    term++;
    cut = false;
    heard = written;
    return all;
  }

  /**
   * @param together external recipients of all, also of a sender who has begun afresh since
   */
  void lost(SenderKey sender, int recipients, long together) {
    lost.merge(sender, recipients, Integer::sum);
    lostTogether += together;
  }

  /** Recipients of all together that may pass once more. */
  long lostTogether() {
    return lostTogether;
  }

  /** Recipients of a sender that may pass once more. */
  int lost(SenderKey sender) {
    return lost.getOrDefault(sender, 0);
  }

  /** What is answered to a charge once it was waited for. */
  Script.Answer vouchedFor(Script.Answer answer, long number) {
    boolean certain = !waitedFor || number <= heard;
    return answer instanceof Script.Answer.Judged(Balance balance) && balance.granted() && !certain
        ? new Script.Answer.Judged(balance.unrecorded())
        : answer;
  }
}
