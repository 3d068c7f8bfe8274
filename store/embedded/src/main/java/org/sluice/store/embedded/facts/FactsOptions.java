package org.sluice.store.embedded.facts;

import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.sluice.core.alert.Audience;

/**
 * What the facts ask of the configuration, anew each time.
 *
 * @param retentionDays how long audit records are kept
 * @param audience whom notifications can reach
 * @param committed run after each commit, by the thread of the facts: it must not wait
 */
public record FactsOptions(
    IntSupplier retentionDays, Supplier<Audience> audience, Runnable committed) {
  /** How long audit records are kept if nobody says otherwise. */
  public static final int DEFAULT_RETENTION_DAYS = 180;

  /** Nobody is told of anything. */
  public static final FactsOptions PLAIN =
      new FactsOptions(() -> DEFAULT_RETENTION_DAYS, () -> Audience.NOBODY, () -> {});
}
