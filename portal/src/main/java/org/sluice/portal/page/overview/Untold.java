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
   * So long somebody is asked to look at what is unconfirmed, which has almost certainly arrived,
   * and at alerts that were given up because their end has arrived: mostly nothing but time ends
   * either.
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
    List<Delivery> lost = givenUp.stream().filter(d -> !d.overtaken() || isFresh(d, now)).toList();
    List<Delivery> fresh = unconfirmed.stream().filter(d -> isFresh(d, now)).toList();
    List<OverviewPages.Step> steps = new ArrayList<>();
    if (!lost.isEmpty()) {
      steps.add(step(count(lost) + " did not arrive."));
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

  private static boolean isFresh(Delivery delivery, Instant now) {
    return delivery.changed().isAfter(now.minus(FRESH));
  }

  private static String count(List<Delivery> all) {
    return (all.size() == Outbox.MOST ? "At least " : "")
        + Show.count(all.size(), "notification", "notifications");
  }

  private static OverviewPages.Step step(String words) {
    return new OverviewPages.Step(words, "/settings", "See what became of them");
  }
}
