package org.sluice.store.embedded.facts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.sluice.core.audit.AuditConfig;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainCheck;
import org.sluice.core.audit.ChainReport;
import org.sluice.core.audit.ChainedRecord;

/**
 * The audit log of the facts. Searches read over connections of their own, so that no restriction
 * waits for one. Thread-safe.
 */
public final class SqliteAudit implements AuditLog {
  private static final Duration BETWEEN_CUTS = Duration.ofHours(1);

  private final Database database;
  private final FactsThread thread;
  private final AuditWriting writing;
  private final IntSupplier retentionDays;
  private volatile boolean on;
  private volatile Instant nextCut = Instant.MIN;
  private final AtomicBoolean cutting = new AtomicBoolean();

  SqliteAudit(
      Database database,
      FactsThread thread,
      AuditWriting writing,
      boolean on,
      IntSupplier retentionDays) {
    this.writing = writing;
    this.database = database;
    this.thread = thread;
    this.on = on;
    this.retentionDays = retentionDays;
  }

  @Override
  public List<ChainedRecord> search(AuditQuery query, AuditPlace behind, int most) {
    return read(handle -> AuditSearch.run(handle, query, behind, most));
  }

  @Override
  public Optional<ChainedRecord> at(long number) {
    return read(handle -> AuditSearch.at(handle, number));
  }

  @Override
  public ChainReport verify(Optional<Noted> noted) {
    return read(handle -> verify(handle, noted));
  }

  private <T> T read(Function<Handle, T> read) {
    thread.whenCaughtUp().join();
    try (Handle handle = database.reading()) {
      return read.apply(handle);
    } catch (SQLException | JdbiException e) {
      throw new FactsFailure("The audit log cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Verifies the file of a data directory, whether or not a Sluice runs with it; changes nothing.
   *
   * @throws FactsFailure if there is no such file, or it is of another version
   */
  public static ChainReport verifyFile(Path folder, Optional<Noted> noted) {
    Path file = folder.resolve(SqliteFacts.FILE);
    if (!Files.exists(file)) {
      throw new FactsFailure("There is no " + file + ": name the data directory with --data DIR.");
    }
    try (Handle handle = new Database(folder).reading()) {
      Schema.requireCurrent(handle);
      return verify(handle, noted);
    } catch (SQLException | JdbiException e) {
      throw new FactsFailure("The audit log in " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** In one transaction: what is being written meanwhile is no fault. */
  private static ChainReport verify(Handle handle, Optional<Noted> noted) {
    return handle.inTransaction(h -> {
      AuditTable.State state = AuditTable.state(h);
      ChainCheck check =
          new ChainCheck(state.anchorNumber(), state.anchorHash(), noted, Sha256::of);
      h.createQuery("SELECT * FROM audit ORDER BY number")
          .map((row, context) -> {
            try {
              check.next(AuditTable.read(row));
            } catch (RuntimeException e) {
              check.unreadable(row.getLong("number"), hex(row.getBytes("hash")));
            }
            return true;
          })
          .forEach(read -> {});
      return check.end(state.number(), state.hash());
    });
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }

  @Override
  public AuditConfig config() {
    return new AuditConfig(on, retentionDays.getAsInt());
  }

  @Override
  public void turn(boolean wanted, AuditRecord record) {
    thread.obey(
        handle -> {
          // The record of the switching is written, and alerts, while the log is on.
          if (wanted) {
            AuditTable.turn(handle, true);
            writing.append(handle, record);
          } else {
            writing.append(handle, record);
            AuditTable.turn(handle, false);
          }
        },
        () -> on = wanted);
  }

  @Override
  public void append(AuditRecord record) {
    thread.obey(handle -> writing.append(handle, record), () -> {});
  }

  /** Cuts what is too old: a bounded step at a time, again within a second while there is more. */
  void sweep(Instant now) {
    if (now.isBefore(nextCut) || !cutting.compareAndSet(false, true)) {
      return;
    }
    Instant before = now.minus(Duration.ofDays(retentionDays.getAsInt()));
    thread
        .order(
            handle -> {
              boolean more = AuditRetention.cut(handle, before, now);
              nextCut = more ? now : now.plus(BETWEEN_CUTS);
            },
            () -> {})
        .whenComplete((done, failed) -> cutting.set(false));
  }
}
