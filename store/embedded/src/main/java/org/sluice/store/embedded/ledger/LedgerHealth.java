package org.sluice.store.embedded.ledger;

/**
 * Whether records are being kept.
 *
 * @param recording false while the disk refuses them
 * @param cause why not; empty while recording
 */
public record LedgerHealth(boolean recording, String cause) {
  static final LedgerHealth RECORDING = new LedgerHealth(true, "");
}
