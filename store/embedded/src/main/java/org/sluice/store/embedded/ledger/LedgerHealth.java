package org.sluice.store.embedded.ledger;

/**
 * Whether records are being kept.
 *
 * @param recording false while the disk refuses them
 * @param cause why not; empty while recording
 * @param losses how often the disk began to refuse since the start
 */
public record LedgerHealth(boolean recording, String cause, long losses) {
  static final LedgerHealth RECORDING = new LedgerHealth(true, "", 0);

  LedgerHealth lost(String why) {
    return new LedgerHealth(false, why, recording ? losses + 1 : losses);
  }

  LedgerHealth back() {
    return new LedgerHealth(true, "", losses);
  }
}
