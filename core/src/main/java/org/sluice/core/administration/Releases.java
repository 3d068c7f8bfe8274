package org.sluice.core.administration;

import java.time.Duration;
import java.util.Optional;

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
