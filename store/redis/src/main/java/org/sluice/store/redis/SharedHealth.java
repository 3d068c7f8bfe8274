package org.sluice.store.redis;

/**
 * Whether the shared ledger is asked.
 *
 * @param asked false while this node counts alone
 * @param cause why it was lost; empty while it is asked
 * @param losses how often it was lost since the start
 */
public record SharedHealth(boolean asked, String cause, long losses) {
  static final SharedHealth NOT_YET = new SharedHealth(false, "it was not reached yet", 0);

  /** Whether it was never asked since the start. */
  public boolean isYetToBeReached() {
    return !asked && losses == 0;
  }

  SharedHealth lost(String why) {
    return new SharedHealth(false, why, losses + 1);
  }

  SharedHealth failedAgain(String why) {
    return new SharedHealth(false, why, losses);
  }

  SharedHealth back() {
    return new SharedHealth(true, "", losses);
  }
}
