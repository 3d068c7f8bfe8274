package org.sluice.store.redis;

import org.sluice.core.limit.Held;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;

/**
 * What all nodes have to know of a sender's standing.
 *
 * @param held the open restriction; free if there is none, or none is told of
 * @param liftedMillis the latest lift, on the steady clock that the nodes share; 0 if none is known
 * @param immuneUntilMillis until when no limit of a policy restricts; 0 if it may
 * @param takenBackMillis since when a restriction was told that is not to be; 0 if none was
 */
record Mark(
    SenderKey sender, Held held, long liftedMillis, long immuneUntilMillis, long takenBackMillis) {

  static Mark of(Restriction restriction) {
    return new Mark(key(restriction.entity()), held(restriction, 0), 0, 0, 0);
  }

  static Mark of(RestrictedEntity entity, Lift lift) {
    return new Mark(key(entity), Held.FREE, lift.steadyMillis(), immune(lift), 0);
  }

  /**
   * A restriction that was told after a lift, or may have been, and is not to be. Of what holds
   * instead nobody would tell before the next request at a node that knows it.
   */
  static Mark takenBack(Restriction restriction, long liftedMillis, Standing instead) {
    long since = held(restriction, liftedMillis).sinceMillis();
    return new Mark(key(restriction.entity()), held(instead), 0, 0, since);
  }

  static Mark of(RestrictedEntity entity, Standing standing) {
    return new Mark(
        key(entity),
        held(standing),
        standing.afreshMillis(),
        standing.lastLift().map(Mark::immune).orElse(0L),
        0);
  }

  private static long immune(Lift lift) {
    return lift.immuneUntil().isAfter(lift.at()) ? lift.immuneUntil().toEpochMilli() : 0;
  }

  private static Held held(Standing standing) {
    return standing.open().map(r -> held(r, standing.afreshMillis())).orElse(Held.FREE);
  }

  /** An open restriction is later than the lift before it, whatever the clocks said. */
  private static Held held(Restriction restriction, long liftedMillis) {
    long until =
        switch (restriction.block()) {
          case Block.Until(var end) -> end.toEpochMilli();
          case Block.UntilLifted() -> Held.UNTIL_LIFTED;
        };
    return new Held(Math.max(restriction.created().toEpochMilli(), liftedMillis + 1), until);
  }

  private static SenderKey key(RestrictedEntity entity) {
    return SenderKey.of(entity.key());
  }
}
