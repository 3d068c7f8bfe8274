package org.sluice.store.redis;

import org.sluice.core.limit.Held;
import org.sluice.store.redis.SimulatedStore.Fault;

/** What {@link SimulatedStore} keeps of a sender beside its counts. */
final class SimulatedFlag {
  private static final long PROVISIONAL_MILLIS = 60_000;

  /** How exactly a tally knows since when usage counts. */
  private static final long UNIT_MILLIS = 128;

  private final SimulatedStore store;
  private long since;
  private long until;
  private boolean provisional;
  private long lifted;
  private long last;
  long immune;
  long afresh;

  /** When a confirmed restriction ran out after which nothing has passed yet; 0 if none did. */
  long ended;

  SimulatedFlag(SimulatedStore store) {
    this.store = store;
  }

  /** Never before what was last written of the sender. */
  long now() {
    last = Math.max(last, store.now());
    return last;
  }

  /** What was counted before an end is void, whoever has heard of it. */
  void endWhatRanOut() {
    if (until != 0 && !provisional && !isAhead(until)) {
      if (!store.has(Fault.COUNTS_ON_AFTER_AN_END)) {
        afresh = until > afresh ? until : afresh + UNIT_MILLIS;
      }
      ended = until;
      until = 0;
    }
  }

  boolean isForGood() {
    return until == Held.UNTIL_LIFTED;
  }

  /** Whether it is restricted, with what the asking node knows. */
  boolean hear(Held held, long afreshMillis) {
    if (afreshMillis > 0) {
      afresh = Math.max(afresh, afreshMillis);
      if (until != 0) {
        lift(afreshMillis);
      }
    }
    if (held.sinceMillis() > afreshMillis) {
      restrict(held);
    }
    return isAhead(until);
  }

  private boolean isAhead(long millis) {
    return millis == Held.UNTIL_LIFTED || millis > now();
  }

  /** The charge that crossed a limit does, until it is confirmed. */
  void restrictForNow() {
    since = Math.max(now(), lifted + 1);
    until = now() + PROVISIONAL_MILLIS;
    provisional = true;
  }

  private void restrict(Held held) {
    boolean later = held.sinceMillis() > lifted || store.has(Fault.LAST_WORD_HOLDS);
    boolean free = !isAhead(until) || provisional || held.sinceMillis() > since;
    if (!store.has(Fault.FORGETS_RESTRICTIONS) && isAhead(held.untilMillis()) && later && free) {
      since = held.sinceMillis();
      until = held.untilMillis();
      provisional = false;
    }
  }

  private void lift(long at) {
    lifted = Math.max(lifted, at);
    if (at >= since) {
      until = 0;
      provisional = false;
    }
  }

  void mark(Mark mark) {
    long at = mark.liftedMillis();
    if (at > 0 && !store.has(Fault.FORGETS_LIFTS)) {
      afresh = Math.max(afresh, at);
      if (at >= lifted) {
        immune = mark.immuneUntilMillis();
      }
      lift(at);
    }
    boolean takesBack = mark.takenBackMillis() > 0 && since == mark.takenBackMillis();
    if (takesBack && !store.has(Fault.KEEPS_WHAT_IS_TAKEN_BACK)) {
      since = 0;
      until = 0;
      provisional = false;
    }
    if (mark.held().restricted()) {
      restrict(mark.held());
    }
  }
}
