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
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.core.limit.TallyState;

/**
 * What this node let through while the shared ledger was lost, until it is added there: per sender
 * and minute, and of all senders together. Each sender's part travels under an id of its own, so
 * that one whose answer was lost is sent again and added once. Thread-safe.
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
  private final Map<Long, OrganizationRecord> dueTogether = new LinkedHashMap<>();
  private @Nullable Tally counting;
  private long left;

  /** One sender's counts on their way. */
  record Due(long id, SenderRecord counted) {}

  /** All senders' counts together on their way. */
  record DueTogether(long id, OrganizationRecord counted) {}

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

  /** What a process before this one counted alone, from an instant on. */
  void recall(LocalLedger whole, long sinceMillis) {
    whole.walk(counted -> {
      SenderRecord recent = counted.since(sinceMillis);
      if (!recent.isEmpty()) {
        recalled(recent);
      }
    });
    addTogether(whole.organization().since(sinceMillis));
  }

  private synchronized void recalled(SenderRecord recent) {
    if (due.size() < mostSenders) {
      add(recent);
    } else {
      left++;
    }
  }

  /** What has to be added now; it stays until {@link #done}. */
  synchronized List<Due> take() {
    stopCounting();
    List<Due> all = new ArrayList<>(due.size());
    due.forEach((id, counted) -> all.add(new Due(id, counted)));
    return all;
  }

  /** The same of all senders together. */
  synchronized List<DueTogether> takeTogether() {
    stopCounting();
    List<DueTogether> all = new ArrayList<>(dueTogether.size());
    dueTogether.forEach((id, counted) -> all.add(new DueTogether(id, counted)));
    return all;
  }

  private void stopCounting() {
    if (counting == null) {
      return;
    }
    TallyState state = counting.state();
    for (int slot = 0; slot < state.slots(); slot++) {
      SenderRecord counted = state.sender(slot);
      if (counted != null && !counted.isEmpty()) {
        add(counted);
      }
    }
    addTogether(state.organizationSlots());
    counting = null;
  }

  /** Some senders have to be added anew, with all that this node counted of them. */
  void replace(Predicate<SenderKey> some, LocalLedger whole) {
    synchronized (this) {
      stopCounting();
      due.values().removeIf(counted -> some.test(counted.sender()));
    }
    whole.walk(counted -> {
      if (some.test(counted.sender()) && !counted.isEmpty()) {
        add(counted);
      }
    });
  }

  /** All senders together have to be added anew. */
  synchronized void replaceTogether(LocalLedger whole) {
    stopCounting();
    dueTogether.clear();
    addTogether(whole.organization());
  }

  private synchronized void add(SenderRecord counted) {
    due.put(ids.getAsLong(), counted);
  }

  private synchronized void addTogether(OrganizationRecord counted) {
    if (!counted.isEmpty()) {
      dueTogether.put(ids.getAsLong(), counted);
    }
  }

  /** It was added. */
  synchronized void done(Due added) {
    due.remove(added.id());
  }

  /** It was added. */
  synchronized void done(DueTogether added) {
    dueTogether.remove(added.id());
  }

  synchronized boolean isEmpty() {
    return due.isEmpty() && dueTogether.isEmpty() && counting == null;
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
