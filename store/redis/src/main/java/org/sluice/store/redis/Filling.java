package org.sluice.store.redis;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderRecord;

/**
 * Port: how a store that was emptied, or was lost for a while, is told what it lacks, each call one
 * atomic step there.
 *
 * <p>Thread-safe; never blocks. A stage fails if the store refused, could not be reached or did not
 * answer in time; then nobody knows whether the step was done.
 */
interface Filling {
  /**
   * A part as the store has it.
   *
   * @param generation the mark that it was given when it was first seen empty; 0 if it has none
   * @param nodes those that added all that they had counted, since then
   */
  record Part(long generation, Set<String> nodes) {}

  /**
   * Who counts here.
   *
   * @param storeMillis the store's clock, in Unix milliseconds
   * @param generation that of the organization's part; 0 if it has none
   * @param heardMillis when each node was last heard of
   */
  record Present(long storeMillis, long generation, Map<String, Long> heardMillis) {}

  /**
   * Says that this node is here. After a failure the store is asked over new connections.
   *
   * @param node its name; empty if it only wants to know
   */
  CompletionStage<Present> present(String node);

  /**
   * Says that this node has added all that it counted, and counts no more until it is present
   * again.
   */
  CompletionStage<Void> leave(String node);

  /**
   * A part.
   *
   * @param give whether it gets a generation if it has none
   * @param node who asks, and is heard of there
   */
  CompletionStage<Part> part(int part, boolean give, String node);

  /**
   * This node has added all that it counted. Fails if the part's generation is not the one given.
   */
  CompletionStage<Void> join(int part, long generation, String node);

  /**
   * Adds what a node counted by itself; a second time with the same id adds nothing. Fails if the
   * part's generation is not the one given.
   */
  CompletionStage<Void> merge(SenderRecord counted, long id, long generation);

  /** The same of all senders together, which are a part of their own. */
  CompletionStage<Void> merge(OrganizationRecord counted, long id, long generation);
}
