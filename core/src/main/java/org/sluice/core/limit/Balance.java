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
 * @param restricted whether a ledger that several nodes share knows the sender as restricted; then
 *     nothing was counted
 */
public record Balance(
    boolean granted,
    @Nullable LimitKind exceeded,
    boolean first,
    long retryAfterMillis,
    boolean recorded,
    Usage usage,
    boolean restricted) {

  /** An answer about a sender who is not restricted. */
  public Balance(
      boolean granted,
      @Nullable LimitKind exceeded,
      boolean first,
      long retryAfterMillis,
      boolean recorded,
      Usage usage) {
    this(granted, exceeded, first, retryAfterMillis, recorded, usage, false);
  }

  /** The sender is restricted; nothing was counted. */
  public static Balance restricted(boolean recorded, Usage usage) {
    return new Balance(false, null, false, 0, recorded, usage, true);
  }

  /** The same answer, its record lost. */
  public Balance unrecorded() {
    return new Balance(granted, exceeded, first, retryAfterMillis, false, usage, restricted);
  }
}
