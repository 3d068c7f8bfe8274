package org.sluice.core.restriction;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Port: the flags beside the shared counts by which every node of a cluster learns of a restriction
 * or a lift at its next request. The facts are written first; a flag only makes them known at once.
 *
 * <p>Thread-safe; never blocks. A stage completes when every node sees the flag, and never fails:
 * what cannot be told now is told before the next charge is asked there.
 */
public interface RestrictionFlags {
  /** One node alone: its own memory is all there is to tell. */
  RestrictionFlags ALONE =
      new RestrictionFlags() {
        @Override
        public CompletionStage<Void> raise(Restriction restriction) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> lower(RestrictedEntity entity, Lift lift) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> takeBack(
            Restriction restriction, long afreshMillis, Standing instead) {
          return CompletableFuture.completedFuture(null);
        }
      };

  /** The entity is restricted. */
  CompletionStage<Void> raise(Restriction restriction);

  /** The entity is free, its usage starts afresh, and it is immune as long as the lift says. */
  CompletionStage<Void> lower(RestrictedEntity entity, Lift lift);

  /**
   * A restriction that may have been told is not to be: only what was told of this very one ends,
   * and no usage starts afresh. What holds instead binds from then on.
   *
   * @param afreshMillis the steady instant before which usage did not count when it was decided; 0
   *     if all did
   * @param instead where the entity stands: free, or restricted by another one that was first
   */
  CompletionStage<Void> takeBack(Restriction restriction, long afreshMillis, Standing instead);
}
