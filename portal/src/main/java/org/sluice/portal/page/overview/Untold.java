package org.sluice.portal.page.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Outbox;
import org.sluice.portal.page.frame.Show;

/** What the overview says of notifications that may not have reached anybody. */
final class Untold {
  /**
   * So long somebody is asked to look at what is unconfirmed: it has almost certainly arrived, and
   * mostly nothing but time ends it.
   */
  static final Duration FRESH = Duration.ofDays(1);

  private Untold() {}

  /**
   * The steps.
   *
   * @param givenUp the newest that were given up, {@value Outbox#MOST} at most
   * @param unconfirmed the same of those that are unconfirmed
   */
  static List<OverviewPages.Step> steps(
      List<Delivery> givenUp, List<Delivery> unconfirmed, Instant now) {
    List<Delivery> fresh =
        unconfirmed.stream().filter(d -> d.changed().isAfter(now.minus(FRESH))).toList();
    List<OverviewPages.Step> steps = new ArrayList<>();
    if (!givenUp.isEmpty()) {
      steps.add(step(count(givenUp) + " did not arrive."));
    }
    if (!fresh.isEmpty()) {
      steps.add(
          step(
              count(fresh)
                  + " almost certainly arrived, but no answer of the receiver is known: another try"
                  + " may come twice."));
    }
    return steps;
  }

  private static String count(List<Delivery> all) {
    return (all.size() == Outbox.MOST ? "At least " : "")
        + Show.count(all.size(), "notification", "notifications");
  }

  private static OverviewPages.Step step(String words) {
    return new OverviewPages.Step(words, "/settings", "See what became of them");
  }
}
