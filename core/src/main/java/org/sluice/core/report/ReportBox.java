package org.sluice.core.report;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.sluice.core.outbox.Outgoing;

/** Port: remembers who had a report, and puts reports into the outbox. Durable; thread-safe. */
public interface ReportBox {
  /** An account gets at most one report within it. */
  Duration BETWEEN = Duration.ofHours(1);

  /**
   * Puts a report in, or counts it if the account had one within {@link #BETWEEN}; in one step.
   *
   * @param steadyMillis now, by the clock that no step of the wall clock moves
   * @param writing makes the report, told how many were only counted since the last one
   * @return completes once it is durable; fails if nothing was changed
   */
  CompletionStage<Reporting> put(String account, long steadyMillis, LongFunction<Outgoing> writing);
}
