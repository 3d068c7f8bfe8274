package org.sluice.core.report;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Port: where a door hands in what it refuses. Thread-safe; must not block. */
public interface ReportDesk {
  /** Nothing is reported: every refusal is a reply. */
  ReportDesk CLOSED =
      new ReportDesk() {
        @Override
        public boolean isOpen() {
          return false;
        }

        @Override
        public CompletionStage<Reporting> report(RefusedMessage message) {
          return CompletableFuture.failedFuture(
              new IllegalStateException("This door reports nothing"));
        }
      };

  /** Whether this door reports permanent refusals now ({@code refusal = "ndr"}). */
  boolean isOpen();

  /**
   * Reports.
   *
   * @return completes once what became of it is durable; fails if that cannot be, and then the
   *     client has to keep the message
   */
  CompletionStage<Reporting> report(RefusedMessage message);
}
