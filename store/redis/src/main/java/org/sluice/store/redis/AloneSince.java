package org.sluice.store.redis;

import org.sluice.core.limit.LocalLedger;

/**
 * Since when this node has counts that the shared ledger lacks, remembered in the node's own
 * ledger: a process that is killed meanwhile leaves to the next one what has to be added.
 * Thread-safe.
 */
final class AloneSince {
  /** A charge may have begun so long before another that is noted first. */
  private static final long MARGIN_MILLIS = 2_000;

  private final LocalLedger local;
  private final Unmerged unmerged;
  private int counting;
  private boolean noted;

  AloneSince(LocalLedger local, Unmerged unmerged) {
    this.local = local;
    this.unmerged = unmerged;
    this.noted = local.aloneSince() != 0;
  }

  /** What an earlier process left to be added. */
  void recall() {
    if (noted) {
      unmerged.recall(local, local.aloneSince());
    }
  }

  /** A charge is about to be counted here alone; its note is written before it is. */
  synchronized void begins(long atMillis) {
    counting++;
    if (!noted) {
      noted = true;
      local.aloneSince(Math.max(1, atMillis - MARGIN_MILLIS));
    }
  }

  /** It was counted, and waits to be added. */
  synchronized void ends() {
    counting--;
  }

  /** Forgets the note if nothing waits any more. */
  synchronized void forget() {
    if (noted && counting == 0 && unmerged.isEmpty()) {
      noted = false;
      local.aloneSince(0);
    }
  }
}
