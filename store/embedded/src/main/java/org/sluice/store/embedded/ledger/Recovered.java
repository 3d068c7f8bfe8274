package org.sluice.store.embedded.ledger;

/** What a recovery found. */
final class Recovered {
  long offsetMillis;
  long aloneSinceMillis;
  int lastSegment;
  int segments;
  long records;

  /** Bytes that were no sound record: a torn end, or damage. */
  long skippedBytes;
}
