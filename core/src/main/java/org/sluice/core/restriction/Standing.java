package org.sluice.core.restriction;

import java.time.Instant;
import java.util.Optional;

/**
 * Where an entity stands.
 *
 * @param open its restriction that nobody has lifted yet, even if its own end has come
 * @param lastLift its latest lift of the last two days
 */
public record Standing(Optional<Restriction> open, Optional<Lift> lastLift) {
  /** Nothing is known of it. */
  public static final Standing FREE = new Standing(Optional.empty(), Optional.empty());

  /** Usage before this steady instant is void; 0 if all of it counts. */
  public long afreshMillis() {
    return lastLift.map(Lift::steadyMillis).orElse(0L);
  }

  /** Whether a limit may not restrict it now, because an administrator lifted it today. */
  public boolean isImmune(Instant now) {
    return lastLift.filter(lift -> lift.makesImmune(now)).isPresent();
  }
}
