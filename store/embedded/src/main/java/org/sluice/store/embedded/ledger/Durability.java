package org.sluice.store.embedded.ledger;

/** What an answered charge survives. */
public enum Durability {
  /** A killed process. A power cut may take the last second. */
  PROCESS,
  /** A power cut too: each group waits for the disk. */
  POWER
}
