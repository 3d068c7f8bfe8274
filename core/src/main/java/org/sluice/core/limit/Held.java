package org.sluice.core.limit;

/**
 * What a node's own copy says of a sender's restriction. It travels with the question to a ledger
 * that several nodes share: a flag that was lost there is raised again, and one that was lowered
 * since lets the sender pass although the copy does not know it yet.
 *
 * @param sinceMillis when the restriction began, on the wall clock that the nodes share; 0 if the
 *     sender is free
 * @param untilMillis when it ends by itself; {@value #UNTIL_LIFTED} if it does not
 */
public record Held(long sinceMillis, long untilMillis) {
  /** The end of a restriction that lasts until it is lifted. */
  public static final long UNTIL_LIFTED = -1;

  /** Not restricted. */
  public static final Held FREE = new Held(0, 0);

  /** Whether the copy forbids the sender to send. */
  public boolean restricted() {
    return sinceMillis > 0;
  }
}
