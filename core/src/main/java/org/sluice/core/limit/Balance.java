package org.sluice.core.limit;

import org.jspecify.annotations.Nullable;

/**
 * What the ledger answers to a {@link Charge}.
 *
 * @param granted whether it was counted (or had been before); if not, nothing of it was
 * @param exceeded the first limit it crosses, in the order of the ledger's judgement; null if none.
 *     With {@code granted} it is a limit that does not bind
 * @param first whether this is the first charge to cross that limit since the sender was last below
 *     it; true exactly once, however many ask at the same time
 * @param retryAfterMillis with a refusal that heals by itself, how long until one more recipient or
 *     message would fit; else 0
 * @param recorded false if the record could not be written: the count then holds on this node only,
 *     and the policy says what follows
 * @param usage the counts after the step
 */
public record Balance(
    boolean granted,
    @Nullable LimitKind exceeded,
    boolean first,
    long retryAfterMillis,
    boolean recorded,
    Usage usage) {

  /** The same answer, its record lost. */
  public Balance unrecorded() {
    return new Balance(granted, exceeded, first, retryAfterMillis, false, usage);
  }
}
