package org.sluice.core.restriction;

import java.util.concurrent.CompletionStage;

/**
 * Port of the guard: who is restricted. Thread-safe. A stage completes once the fact is durable.
 * Each fact leaves one audit record (Listed, Delisted), written in the same step.
 *
 * <p>If the store is lost a restriction holds on this node at once all the same; its stage then
 * completes when the node has it, and the store is written when it is back.
 */
public interface Restrictions {

  /** Where the entity stands; from memory, never waits. */
  Standing standing(RestrictedEntity entity);

  /**
   * Restricts. If the entity has an open restriction already, that one stays and is answered, so
   * that many crossings at the same time make one restriction.
   */
  CompletionStage<Restriction> restrict(Restriction wanted);

  /** Records that an open restriction ran out. One that is no longer open stays as it is. */
  CompletionStage<Standing> runOut(Restriction restriction, Lift lift);
}
