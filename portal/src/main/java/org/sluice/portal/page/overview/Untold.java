package org.sluice.portal.page.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.Outbox;
import org.sluice.portal.page.frame.Show;

/** What the overview says of notifications that may not have reached anybody. */
final class Untold {
  /**
   * So long somebody is asked to look at what is unconfirmed: it has almost certainly arrived, and
   * nothing but time ends it.
   */
  static final Duration FRESH = Duration.ofDays(1);

  private Untold() {}

  /**
   * The steps.
   *
   * @param lost what was given up or is unconfirmed, {@value Outbox#MOST} at most
   */
  static List<OverviewPages.Step> steps(List<Delivery> lost, Instant now) {
    boolean more = lost.size() == Outbox.MOST;
    long givenUp = lost.stream().filter(d -> d.state() == State.GIVEN_UP).count();
    long unconfirmed =
        lost.stream()
            .filter(d -> d.state() == State.UNCONFIRMED)
            .filter(d -> d.changed().isAfter(now.minus(FRESH)))
            .count();
    List<OverviewPages.Step> steps = new ArrayList<>();
    if (givenUp > 0) {
      steps.add(step(count(givenUp, more) + " did not arrive."));
    }
    if (unconfirmed > 0) {
      steps.add(
          step(
              count(unconfirmed, more)
                  + " almost certainly arrived, but no answer of the receiver is known: another try"
                  + " may come twice."));
    }
    return steps;
  }

  private static String count(long number, boolean more) {
    return (more ? "At least " : "") + Show.count(number, "notification", "notifications");
  }

  private static OverviewPages.Step step(String words) {
    return new OverviewPages.Step(words, "/settings", "See what became of them");
  }
}
