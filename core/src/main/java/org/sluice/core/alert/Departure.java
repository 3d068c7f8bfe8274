package org.sluice.core.alert;

import java.util.List;
import org.sluice.core.alert.SendingHistory.SenderHour;

/**
 * How far is far from a sender's own last two weeks: more recipients in an hour than {@value
 * #TIMES} times the busiest hour of the fortnight, and {@value #ABOVE} more. {@code
 * docs/concepts/early-warning.md} tells how it was chosen.
 */
public final class Departure {
  /** Times the busiest hour. */
  public static final int TIMES = 2;

  /** Recipients above that. */
  public static final int ABOVE = 30;

  /** A sender with fewer active hours has no habits yet. */
  public static final int LEAST_HOURS = 3;

  /** No number of recipients is a departure. */
  public static final int NEVER = Integer.MAX_VALUE;

  private Departure() {}

  /** The most recipients in an hour that are no departure; {@link #NEVER} without habits. */
  public static int most(List<SenderHour> hours) {
    if (hours.size() < LEAST_HOURS) {
      return NEVER;
    }
    int busiest = hours.stream().mapToInt(SenderHour::recipients).max().orElse(0);
    return Math.addExact(Math.multiplyExact(Math.min(busiest, 1 << 24), TIMES), ABOVE);
  }
}
