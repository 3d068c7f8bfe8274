package org.sluice.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.report.ReportBox;
import org.sluice.core.report.Reporting;

/** A report box that forgets, before an outbox. Thread-safe. */
public final class MemoryReports implements ReportBox {
  private final Outbox outbox;
  private final Map<String, Long> last = new HashMap<>();
  private final Map<String, Long> more = new HashMap<>();

  public MemoryReports(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public synchronized CompletionStage<Reporting> put(
      String account, long steadyMillis, LongFunction<Outgoing> writing) {
    Long before = last.get(account);
    if (before != null && steadyMillis - before < BETWEEN.toMillis()) {
      more.merge(account, 1L, Long::sum);
      return CompletableFuture.completedFuture(Reporting.COUNTED);
    }
    try {
      outbox.put(writing.apply(more.getOrDefault(account, 0L)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    last.put(account, steadyMillis);
    more.remove(account);
    return CompletableFuture.completedFuture(Reporting.REPORTED);
  }
}
