package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.core.limit.TallyState;

/**
 * Puts what another ledger counted into the files of one, while no Sluice runs with it: into
 * memory, into a snapshot, and from there back again, to be held against what was put. Until it is
 * {@linkplain #keep kept} the ledger is what it was, also for who is killed meanwhile. The folder
 * is locked until it is closed. For one thread.
 */
public final class LedgerFilling implements AutoCloseable {
  private final LedgerFiles files;
  private final FileChannel lockFile;
  private final Tally tally = new Tally(TallyLog.NONE);
  private final TallyState state = tally.state();
  private final Recovered recovered;
  private final Map<SenderKey, Integer> put = new HashMap<>();
  private OrganizationRecord together = OrganizationRecord.NONE;
  private int segment;

  private LedgerFilling(LedgerFiles files) throws IOException {
    this.files = files;
    this.lockFile = files.lockFolder();
    this.recovered = new Recovery(files, tally).run();
  }

  /**
   * Opens the ledger of a folder; makes it if it is missing.
   *
   * @throws LedgerFailure if a Sluice runs with it, or it cannot be read
   */
  public static LedgerFilling open(Path folder) {
    try {
      return new LedgerFilling(new LedgerFiles(Files.createDirectories(folder)));
    } catch (IOException e) {
      throw new LedgerFailure("The ledger in " + folder + " cannot be opened: " + e, e);
    }
  }

  /** Since when it has counts that a shared ledger lacks; 0 if that has all. */
  public long aloneSince() {
    return recovered.aloneSinceMillis;
  }

  /** Puts a sender in place of what is here; the last one counts. */
  public void put(SenderRecord counted) {
    state.put(counted);
    put.put(counted.sender(), digest(counted));
  }

  /**
   * Puts all senders together in place of what is here.
   *
   * @param atMillis the other ledger's clock
   */
  public void put(OrganizationRecord counted, long atMillis) {
    state.put(counted, atMillis);
    together = state.organizationSlots();
  }

  /**
   * Writes it to the disk beside what is there, and reads it again.
   *
   * @throws LedgerFailure if it cannot be written, or what is read is not what was put
   */
  public void write() {
    try {
      Journal journal = new Journal(files, JournalFiles.onDisk(), Durability.POWER);
      journal.continueAfter(recovered.lastSegment);
      journal.roll();
      segment = journal.segment();
      snapshot().prepare(SnapshotWriting.Beginning.of(segment, tally, recovered.offsetMillis, 0));
      journal.close();
      prove();
    } catch (IOException e) {
      throw new LedgerFailure("The counts cannot be written to " + files.lock() + ": " + e, e);
    }
  }

  private SnapshotWriting snapshot() {
    return new SnapshotWriting(files, JournalFiles.onDisk(), new ReentrantLock(), tally);
  }

  /**
   * Lets what was written take the place of what was here: one renaming.
   *
   * @throws LedgerFailure if that fails
   */
  public void keep() {
    try {
      snapshot().keep(segment);
    } catch (IOException e) {
      throw new LedgerFailure(
          "The facts are moved, but the counts cannot be put in their place beside "
              + files.lock()
              + ": "
              + e
              + ". Try again.",
          e);
    }
  }

  private void prove() throws IOException {
    Tally again = new Tally(TallyLog.NONE);
    new Recovery(files, again).snapshot(files.unfinishedSnapshot());
    TallyState read = again.state();
    int same = 0;
    for (int slot = 0; slot < read.slots(); slot++) {
      SenderRecord counted = read.sender(slot);
      same += counted != null && isAsPut(counted) ? 1 : 0;
    }
    OrganizationRecord organization = read.organizationSlots();
    boolean whole =
        Arrays.equals(organization.minutes(), together.minutes())
            && Arrays.equals(organization.external(), together.external());
    if (same != put.size() || !whole) {
      throw new LedgerFailure(
          "Of %d senders only %d are on the disk as they were counted; nothing else was changed. Try"
                  .formatted(put.size(), same)
              + " again, into an empty data directory.");
    }
  }

  private boolean isAsPut(SenderRecord counted) {
    Integer expected = put.get(counted.sender());
    return expected != null && expected == digest(counted);
  }

  private static int digest(SenderRecord counted) {
    int digest = Long.hashCode(counted.afreshMillis());
    digest = 31 * digest + Arrays.hashCode(counted.buckets());
    digest = 31 * digest + Arrays.hashCode(counted.seconds());
    return 31 * digest + Arrays.hashCode(counted.messages());
  }

  /** What was written and not kept is removed. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(files.unfinishedSnapshot());
    } finally {
      lockFile.close();
    }
  }
}
