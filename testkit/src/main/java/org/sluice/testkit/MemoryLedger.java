package org.sluice.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.core.limit.TallyState;

/** A ledger that forgets. Its records can be lost at will. Thread-safe. */
public final class MemoryLedger implements LocalLedger {
  private final Tally tally = new Tally(TallyLog.NONE);
  private boolean recording = true;
  private long aloneSince;

  /** Whether records are kept from now on. */
  public synchronized void record(boolean on) {
    recording = on;
  }

  @Override
  public synchronized CompletionStage<Balance> charge(Charge charge) {
    Balance balance = tally.charge(charge);
    return CompletableFuture.completedFuture(recording ? balance : balance.unrecorded());
  }

  @Override
  public synchronized CompletionStage<Void> withdraw(
      SenderKey sender, long message, long atMillis) {
    tally.withdraw(sender, message, atMillis);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized Forecast usage(SenderKey sender, long atMillis, long afreshMillis) {
    return tally.usage(sender, atMillis, afreshMillis);
  }

  @Override
  public synchronized void walk(Consumer<SenderRecord> each) {
    TallyState state = tally.state();
    for (int slot = 0; slot < state.slots(); slot++) {
      SenderRecord counted = state.sender(slot);
      if (counted != null) {
        each.accept(counted);
      }
    }
  }

  @Override
  public synchronized int senders() {
    return tally.senders();
  }

  @Override
  public synchronized OrganizationRecord organization() {
    return tally.state().organizationSlots();
  }

  @Override
  public synchronized void aloneSince(long steadyMillis) {
    aloneSince = steadyMillis;
  }

  @Override
  public synchronized long aloneSince() {
    return aloneSince;
  }
}
