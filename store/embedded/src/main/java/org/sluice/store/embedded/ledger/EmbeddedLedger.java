package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.Usage;

/**
 * The limit ledger of one node: a {@link Tally} in memory behind a journal.
 *
 * <p><b>Group commit.</b> A charge is judged and counted in memory at once, its record goes into
 * the group's buffer, and its stage waits. The first charge of a group hands the commit to the
 * committer. If that is the event loop which reads requests, the commit runs after all that one
 * turn has read: one write for all of them, then their replies. So a reply never overtakes its
 * record, and the busier the server, the fewer writes a request costs. Charges that record nothing
 * wait with a group too if there is one, because what they repeat may be in it.
 *
 * <p><b>If the disk refuses</b>, stages complete with balances that say so, counting goes on in
 * memory, and {@link #maintain} tries again, ever more seldom ({@link Tries}): a new segment, then
 * a snapshot of all that memory holds. Until that is written, a charge that only repeats says so
 * too: what it repeats may be what was lost.
 *
 * <p>Thread-safe. Snapshots are written on the caller's background executor; the journal is brought
 * to the disk on a thread of its own ({@link Forcing}).
 */
public final class EmbeddedLedger implements LocalLedger, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedLedger.class);

  /** Bytes of a group; a fuller one is written at once. */
  static final int GROUP_BYTES = 1 << 20;

  /** Bytes of journal after which a snapshot is due. */
  static final long SNAPSHOT_BYTES = 128L << 20;

  /** Slots looked at for idle senders in one call of {@link #maintain}, and in one slice. */
  static final int SWEEP = 16_384;

  private static final int SWEEP_SLICE = 512;
  private static final Balance NOTHING = new Balance(true, null, false, 0, true, Usage.NONE);

  private final ReentrantLock lock = new ReentrantLock();
  private final LedgerFiles files;
  private final FileChannel lockFile;
  private final Tally tally;
  private final Journal journal;
  private final SnapshotWriting snapshots;
  private final Executor committer;
  private final Executor background;
  private final Group group;
  private final Forcing forcing;
  private final Tries tries = new Tries();
  private List<Waiting> waiting = new ArrayList<>();
  private boolean commitDue;
  private boolean snapshotRunning;
  private boolean closed;
  private long offsetMillis;
  private long aloneSinceMillis;
  private LedgerHealth health = LedgerHealth.RECORDING;

  /** A charge whose record is on its way. */
  private record Waiting(CompletableFuture<Balance> stage, Balance balance) {}

  private EmbeddedLedger(
      LedgerFiles files,
      JournalFiles disk,
      FileChannel lockFile,
      Durability durability,
      Executor committer,
      Executor background)
      throws IOException {
    this.files = files;
    this.lockFile = lockFile;
    this.committer = committer;
    this.background = background;
    this.journal = new Journal(files, disk, durability);
    this.group = new Group(journal, GROUP_BYTES, this::lost);
    this.tally = new Tally(group);
    Recovered recovered = new Recovery(files, tally).run();
    this.offsetMillis = recovered.offsetMillis;
    this.aloneSinceMillis = recovered.aloneSinceMillis;
    journal.continueAfter(recovered.lastSegment);
    this.snapshots = new SnapshotWriting(files, disk, lock, tally);
    journal.roll();
    this.forcing = new Forcing(journal, this::lost);
  }

  /**
   * Opens the ledger of a folder, which no other process may have open.
   *
   * @param committer runs commits one at a time, in order; where stages complete
   * @param background runs snapshots, one at a time
   * @throws LedgerFailure if it cannot be opened
   */
  public static EmbeddedLedger open(
      Path folder,
      JournalFiles disk,
      Durability durability,
      Executor committer,
      Executor background) {
    LedgerFiles files = new LedgerFiles(folder);
    try {
      Files.createDirectories(folder);
      return new EmbeddedLedger(files, disk, files.lockFolder(), durability, committer, background);
    } catch (IOException e) {
      throw new LedgerFailure("The ledger in " + folder + " cannot be opened: " + e, e);
    }
  }

  @Override
  public CompletionStage<Balance> charge(Charge charge) {
    CompletableFuture<Balance> stage;
    lock.lock();
    try {
      int before = group.bytes();
      Balance balance = tally.charge(charge);
      boolean written = group.bytes() != before;
      if (!written && balance.granted() && !health.recording()) {
        balance = balance.unrecorded();
      }
      if (!written && waiting.isEmpty() && !commitDue) {
        return CompletableFuture.completedFuture(balance);
      }
      stage = waitFor(balance);
    } finally {
      lock.unlock();
    }
    return stage;
  }

  /** Joins the group; its first sends for the commit. Under the lock. */
  private CompletableFuture<Balance> waitFor(Balance balance) {
    CompletableFuture<Balance> stage = new CompletableFuture<>();
    waiting.add(new Waiting(stage, balance));
    if (!commitDue) {
      commitDue = true;
      committer.execute(this::commit);
    }
    return stage;
  }

  @Override
  public CompletionStage<Void> withdraw(SenderKey sender, long message, long atMillis) {
    lock.lock();
    try {
      tally.withdraw(sender, message, atMillis);
      return waitFor(NOTHING).thenAccept(written -> {});
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Forecast usage(SenderKey sender, long atMillis, long afreshMillis) {
    lock.lock();
    try {
      return tally.usage(sender, atMillis, afreshMillis);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void walk(Consumer<SenderRecord> each) {
    new Walk(lock, tally).run(each);
  }

  /** Writes the group, then completes its stages in order. */
  private void commit() {
    List<Waiting> done;
    boolean recorded;
    lock.lock();
    try {
      recorded = group.end();
      done = waiting;
      waiting = new ArrayList<>(done.size());
      commitDue = false;
    } finally {
      lock.unlock();
    }
    for (Waiting each : done) {
      each.stage().complete(recorded ? each.balance() : each.balance().unrecorded());
    }
  }

  /** Writes before the commit. Only charges that wait for it have to hear of a loss. */
  private void writeNow() {
    if (commitDue) {
      group.write();
    } else {
      group.end();
    }
  }

  private void lost(IOException e) {
    lock.lock();
    try {
      if (health.recording()) {
        LOG.error("The ledger cannot record; policies say what follows (StoreLoss)", e);
      }
      health = health.lost(e.toString());
    } finally {
      lock.unlock();
    }
  }

  /** Whether records are being kept. */
  public LedgerHealth health() {
    lock.lock();
    try {
      return health;
    } finally {
      lock.unlock();
    }
  }

  /** Wall less steady time, as it was last kept. */
  public long timeOffsetMillis() {
    return offsetMillis;
  }

  /** The latest steady instant in the ledger; 0 if it is empty. */
  public long lastSteadyMillis() {
    return tally.lastMillis();
  }

  /** How many senders are in memory. */
  @Override
  public int senders() {
    lock.lock();
    try {
      return tally.senders();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the clock's offset after a step of the wall clock. */
  public void keepTimeOffset(long millis) {
    lock.lock();
    try {
      if (millis != offsetMillis) {
        offsetMillis = millis;
        group.timeOffset(millis);
        writeNow();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void aloneSince(long steadyMillis) {
    lock.lock();
    try {
      if (steadyMillis != aloneSinceMillis) {
        aloneSinceMillis = steadyMillis;
        group.aloneSince(steadyMillis);
        writeNow();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long aloneSince() {
    lock.lock();
    try {
      return aloneSinceMillis;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OrganizationRecord organization() {
    lock.lock();
    try {
      return tally.state().organizationSlots();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Housekeeping, to be called once a second: drops idle senders, brings the journal to the disk,
   * begins a snapshot if one is due, and tries again if the disk refused.
   */
  public void maintain(long nowSteadyMillis) {
    for (int swept = 0; swept < SWEEP; swept += SWEEP_SLICE) {
      lock.lock();
      try {
        tally.sweep(nowSteadyMillis, SWEEP_SLICE);
      } finally {
        lock.unlock();
      }
    }
    forcing.soon();
    lock.lock();
    try {
      if ((!health.recording() || journal.size() > SNAPSHOT_BYTES)
          && tries.isDue(nowSteadyMillis)) {
        tries.begin(nowSteadyMillis);
        beginSnapshot();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Begins a snapshot now, if none is being written. */
  public void snapshot() {
    lock.lock();
    try {
      beginSnapshot();
    } finally {
      lock.unlock();
    }
  }

  private void beginSnapshot() {
    if (snapshotRunning || closed) {
      return;
    }
    writeNow();
    try {
      journal.roll();
    } catch (IOException e) {
      lost(e);
      return;
    }
    snapshotRunning = true;
    var beginning =
        SnapshotWriting.Beginning.of(journal.segment(), tally, offsetMillis, aloneSinceMillis);
    background.execute(() -> write(beginning));
  }

  private void write(SnapshotWriting.Beginning beginning) {
    @Nullable IOException failure = null;
    try {
      snapshots.write(beginning);
    } catch (IOException e) {
      failure = e;
    }
    lock.lock();
    try {
      snapshotRunning = false;
      if (failure != null) {
        lost(failure);
        return;
      }
      tries.succeeded();
      if (!health.recording() && journal.isOpen()) {
        LOG.info("The ledger records again");
        health = health.back();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is pending and lets go of the folder. Charges after it are not recorded. */
  @Override
  public void close() {
    commit();
    forcing.close();
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      journal.close();
      lockFile.close();
    } catch (IOException e) {
      LOG.error("The ledger in {} was not closed cleanly", files.lock().getParent(), e);
    } finally {
      lock.unlock();
    }
  }
}
