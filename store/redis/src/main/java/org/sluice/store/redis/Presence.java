package org.sluice.store.redis;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.sluice.store.redis.Filling.Present;

/**
 * What a node tells and learns at each look: that it is here, who else is, and what time it is.
 * Thread-safe.
 */
final class Presence {
  private final Filling store;
  private final Roster roster;
  private final SharedClock clock;
  private final Executor writing;

  /**
   * @param writing where what is heard is kept: a disk may be slow, and who brings an answer has
   *     charges to answer, too
   */
  Presence(Filling store, Roster roster, SharedClock clock, Executor writing) {
    this.store = store;
    this.roster = roster;
    this.clock = clock;
    this.writing = writing;
  }

  /** Says that this node is here. */
  CompletionStage<Present> say() {
    return hear(roster.me());
  }

  /** Asks only. */
  CompletionStage<Present> listen() {
    return hear("");
  }

  /** Says that this node has added all that it counted, and stops. */
  CompletionStage<Void> leave() {
    return store.leave(roster.me());
  }

  /** Keeps what was heard, if it is not kept yet. */
  void keep() {
    roster.keepHeard();
  }

  private CompletionStage<Present> hear(String node) {
    long asked = clock.monotonicMillis();
    return store
        .present(node)
        .thenApply(present -> {
          clock.read(present.storeMillis(), asked);
          roster.hear(present);
          writing.execute(roster::keepHeard);
          return present;
        });
  }

  /** The store's clock; 0 if it was never read. */
  long millis() {
    return clock.millis();
  }
}
