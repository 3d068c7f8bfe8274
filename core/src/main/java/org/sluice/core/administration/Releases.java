package org.sluice.core.administration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.Restriction;

/**
 * How often an entity was released by administrators within {@link #WINDOW}, and how often it may
 * be. Who is restricted again and again has a cause that another release does not mend.
 *
 * @param done in the window that ends now
 * @param most beyond them only a Global Administrator releases; 0 is no limit
 */
public record Releases(int done, int most) {
  /** In which releases are counted. */
  public static final Duration WINDOW = Duration.ofDays(30);

  /** Those of a history, newest first, within the window before {@code now}. */
  static Releases of(List<Restriction> history, Instant now, int most) {
    Instant since = now.minus(WINDOW);
    long done =
        IntStream.range(0, history.size())
            .filter(i -> history.get(i).lift().filter(l -> l.at().isAfter(since)).isPresent())
            .filter(i -> isRelease(history, i))
            .count();
    return new Releases((int) done, most);
  }

  /** Also a restriction whose successor ends earlier, or its end a second ahead would be none. */
  private static boolean isRelease(List<Restriction> history, int i) {
    Restriction ended = history.get(i);
    Lift lift = ended.lift().orElseThrow();
    return lift.isRelease()
        || (i > 0
            && !lift.by().equals(Lift.BY_TIME)
            && history.get(i - 1).block().endsBefore(ended.block()));
  }

  /** Why only a Global Administrator may release it now; empty if others may. */
  public Optional<String> refusal(String entity) {
    if (most == 0 || done < most) {
      return Optional.empty();
    }
    return Optional.of(
        "'"
            + entity
            + "' was released "
            + done
            + (done == 1 ? " time" : " times")
            + " within 30 days, and the most is "
            + most
            + " (restriction.most-releases). Only a Global Administrator may release it now.");
  }
}
