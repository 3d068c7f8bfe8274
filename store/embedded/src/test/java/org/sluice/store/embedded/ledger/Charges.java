package org.sluice.store.embedded.ledger;

import java.util.stream.LongStream;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;

/** Charges of one sender at noon that no limit refuses. */
final class Charges {
  /** 2026-03-01 12:00:00 UTC. */
  static final long NOON = 1_772_366_400_000L;

  static final SenderKey ANNA = SenderKey.of("user:anna@example.org");
  private static final Limits FREE = new Limits(0, 0, 0, 0, 0, 0, 0, true);

  private Charges() {}

  /** One external recipient of a message. */
  static Charge external(long message) {
    return recipients(message, 1);
  }

  /** So many external recipients of a message. */
  static Charge recipients(long message, int count) {
    long[] all = LongStream.range(message * 1_000, message * 1_000 + count).toArray();
    return new Charge(ANNA, message, all, Charge.NOBODY, count, false, NOON, 0, FREE);
  }
}
