package org.sluice.app.serve;

import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Guard;
import org.sluice.core.limit.Moment;
import org.sluice.core.mail.Submission;
import org.sluice.portal.monitoring.DecisionCounts;

/**
 * One door's way to the guard: each decision is timed and counted, and a refusal is told to the
 * operator. Thread-safe.
 */
final class Door {
  private final Guard guard;
  private final Supplier<Moment> clock;
  private final RefusalLog refusals;
  private final DecisionCounts counts;
  private final Predicate<Submission> comesLater;

  /**
   * @param comesLater tells the questions whose refusal is not yet the answer: it is not logged
   */
  Door(
      Guard guard,
      Supplier<Moment> clock,
      RefusalLog refusals,
      DecisionCounts counts,
      Predicate<Submission> comesLater) {
    this.comesLater = comesLater;
    this.guard = guard;
    this.clock = clock;
    this.refusals = refusals;
    this.counts = counts;
  }

  /** Decides, as {@link Guard#decide}. */
  CompletionStage<Decision> ask(Submission submission) {
    long began = System.nanoTime();
    return guard
        .decide(submission, clock.get())
        .thenApply(decision -> {
          counts.count(decision, System.nanoTime() - began);
          if (!(decision instanceof Decision.Reject) || !comesLater.test(submission)) {
            refusals.tell(submission, decision);
          }
          return decision;
        });
  }

  /** A message was refused without a decision, because it is too large to be judged. */
  void tooLarge(Submission submission) {
    refusals.tellTooLarge(submission);
  }

  /** Gives back, as {@link Guard#withdraw}. */
  CompletionStage<Void> withdraw(Submission submission) {
    return guard.withdraw(submission, clock.get());
  }
}
