package org.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;

/** An empty ledger for each test, and the words in which its contracts are written. */
public abstract class LedgerFixture {
  /** 2026-03-01 12:00:00 UTC. */
  protected static final long NOON = 1_772_366_400_000L;

  protected static final SenderKey ANNA = SenderKey.of("user:anna@example.org");

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** The ledger under test. */
  protected LimitLedger ledger = new MemoryLedger();

  /** Makes an empty ledger. */
  protected abstract LimitLedger open() throws Exception;

  @BeforeEach
  final void openLedger() throws Exception {
    ledger = open();
    if (ledger instanceof AutoCloseable closeable) {
      opened.add(closeable);
    }
  }

  @AfterEach
  final void closeLedger() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  /** Limits that allow so many external recipients an hour and nothing else. */
  protected static Limits externalPerHour(int most) {
    return new Limits(0, 0, most, 0, 0, 0, 0, true);
  }

  /** One external recipient of a message. */
  protected static Charge recipient(
      SenderKey sender, long message, long recipient, long atMillis, Limits limits) {
    return new Charge(
        sender, message, new long[] {recipient}, Charge.NOBODY, 1, false, atMillis, 0, limits);
  }

  /** Charges and waits. */
  protected final Balance charge(Charge charge) {
    return ledger.charge(charge).toCompletableFuture().join();
  }
}
