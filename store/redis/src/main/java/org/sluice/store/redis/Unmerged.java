package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.core.limit.TallyState;

/**
 * What this node let through while the shared ledger was lost, until it is added there: per sender
 * and minute. Each sender's part travels under an id of its own, so that one whose answer was lost
 * is sent again and added once. Thread-safe.
 */
final class Unmerged {
  /**
   * Senders that are remembered. What more of them send is counted on this node alone, and said in
   * the metrics.
   */
  static final int MOST_SENDERS = 1 << 20;

  private final int mostSenders;
  private final LongSupplier ids;
  private final Map<Long, SenderRecord> due = new LinkedHashMap<>();
  private @Nullable Tally counting;
  private long left;

  /** One sender's counts on their way. */
  record Due(long id, SenderRecord counted) {}

  Unmerged(int mostSenders, LongSupplier ids) {
    this.mostSenders = mostSenders;
    this.ids = ids;
  }

  /** A charge was let through. */
  synchronized void granted(Charge unlimited) {
    Tally tally = counting;
    if (tally == null) {
      tally = new Tally(TallyLog.NONE);
      counting = tally;
    }
    if (tally.senders() + due.size() < mostSenders) {
      tally.charge(unlimited);
    } else {
      left++;
    }
  }

  /** A message was not let through after all. */
  synchronized void withdrawn(SenderKey sender, long message, long atMillis) {
    if (counting != null) {
      counting.withdraw(sender, message, atMillis);
    }
  }

  /** What has to be added now; it stays until {@link #done}. */
  synchronized List<Due> take() {
    if (counting != null) {
      TallyState state = counting.state();
      for (int slot = 0; slot < state.slots(); slot++) {
        SenderRecord counted = state.sender(slot);
        if (counted != null && !counted.isEmpty()) {
          due.put(ids.getAsLong(), counted);
        }
      }
      counting = null;
    }
    List<Due> all = new ArrayList<>(due.size());
    due.forEach((id, counted) -> all.add(new Due(id, counted)));
    return all;
  }

  /** Some senders have to be added anew, with all that this node counted of them. */
  void replace(Predicate<SenderKey> some, LocalLedger whole) {
    take();
    synchronized (this) {
      due.values().removeIf(counted -> some.test(counted.sender()));
    }
    whole.walk(counted -> {
      if (some.test(counted.sender()) && !counted.isEmpty()) {
        add(counted);
      }
    });
  }

  private synchronized void add(SenderRecord counted) {
    due.put(ids.getAsLong(), counted);
  }

  /** It was added. */
  synchronized void done(Due added) {
    due.remove(added.id());
  }

  synchronized boolean isEmpty() {
    return due.isEmpty() && counting == null;
  }

  /** Senders that wait. */
  synchronized int senders() {
    return due.size() + (counting == null ? 0 : counting.senders());
  }

  /** Charges that were too many to remember. */
  synchronized long left() {
    return left;
  }
}
