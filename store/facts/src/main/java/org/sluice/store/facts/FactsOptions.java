package org.sluice.store.facts;

import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.sluice.core.alert.Audience;
import org.sluice.core.restriction.RestrictionFlags;

/**
 * What the facts ask of the configuration, anew each time, and whom they tell.
 *
 * @param retentionDays how long audit records are kept
 * @param audience whom notifications can reach
 * @param committed run after each commit, of this node or another, by a thread of the facts: it
 *     must not wait
 * @param flags by which other nodes learn of a restriction at once
 */
public record FactsOptions(
    IntSupplier retentionDays,
    Supplier<Audience> audience,
    Runnable committed,
    RestrictionFlags flags) {
  /** How long audit records are kept if nobody says otherwise. */
  public static final int DEFAULT_RETENTION_DAYS = 180;

  /** Nobody is told of anything. */
  public static final FactsOptions PLAIN =
      new FactsOptions(() -> DEFAULT_RETENTION_DAYS, () -> Audience.NOBODY, () -> {});

  /** Of a node that is alone. */
  public FactsOptions(IntSupplier retentionDays, Supplier<Audience> audience, Runnable committed) {
    this(retentionDays, audience, committed, RestrictionFlags.ALONE);
  }
}
