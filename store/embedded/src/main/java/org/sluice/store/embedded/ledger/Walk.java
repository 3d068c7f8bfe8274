package org.sluice.store.embedded.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyState;

/**
 * A walk over all senders while charges go on: slice by slice under the ledger's lock, each told
 * outside of it. If the table is rebuilt meanwhile, the walk begins anew. For one thread.
 */
final class Walk {
  /** Slots looked at under the lock at a time. */
  static final int SLICE = 512;

  private final Lock lock;
  private final TallyState state;
  private final List<SenderRecord> slice = new ArrayList<>();
  private int generation;
  private int slot;

  Walk(Lock lock, Tally tally) {
    this.lock = lock;
    this.state = tally.state();
  }

  void run(Consumer<SenderRecord> each) {
    for (boolean more = true; more; ) {
      more = copy();
      slice.forEach(each);
      slice.clear();
    }
  }

  private boolean copy() {
    lock.lock();
    try {
      if (generation != state.generation()) {
        generation = state.generation();
        slot = 0;
      }
      int to = Math.min(slot + SLICE, state.slots());
      for (; slot < to; slot++) {
        SenderRecord counted = state.sender(slot);
        if (counted != null) {
          slice.add(counted);
        }
      }
      return slot < state.slots();
    } finally {
      lock.unlock();
    }
  }
}
