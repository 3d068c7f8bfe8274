package org.sluice.store.facts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.jdbi.v3.core.Handle;
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
public final class StoredAudit implements AuditLog {
  private static final Duration BETWEEN_CUTS = Duration.ofHours(1);

  /** Records that are fetched at a time. */
  private static final int FETCHED = 1_000;

  private final Searching searching;
  private final FactsThread thread;
  private final AuditWriting writing;
  private final IntSupplier retentionDays;
  private volatile boolean on;
  private final Recurring hourly = new Recurring(BETWEEN_CUTS);
  private final AtomicBoolean cutting = new AtomicBoolean();

  StoredAudit(
      FactsDatabase database,
      FactsThread thread,
      AuditWriting writing,
      boolean on,
      IntSupplier retentionDays) {
    this.writing = writing;
    this.searching = new Searching(database, thread);
    this.thread = thread;
    this.on = on;
    this.retentionDays = retentionDays;
  }

  @Override
  public List<ChainedRecord> search(AuditQuery query, AuditPlace behind, int most) {
    return searching.patiently(handle -> AuditSearch.run(handle, query, behind, most));
  }

  @Override
  public long count(AuditQuery query, int most) {
    return searching.patiently(handle -> AuditSearch.count(handle, query, most));
  }

  @Override
  public Optional<ChainedRecord> at(long number) {
    return searching.patiently(handle -> AuditSearch.at(handle, number));
  }

  @Override
  public ChainReport verify(Optional<Noted> noted) {
    return searching.patiently(handle -> verify(handle, noted));
  }

  /**
   * Verifies the chain of one state of the log.
   *
   * @param handle in a transaction that sees one state: what is written meanwhile is no fault
   */
  public static ChainReport verify(Handle handle, Optional<Noted> noted) {
    AuditTable.State state = AuditTable.state(handle);
    ChainCheck check = new ChainCheck(state.anchorNumber(), state.anchorHash(), noted, Sha256::of);
    handle
        .createQuery("SELECT * FROM audit ORDER BY number")
        .setFetchSize(FETCHED)
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
          Dialect.of(handle).changed(handle, Topic.AUDIT_SWITCH, "");
        },
        () -> on = wanted);
  }

  @Override
  public void append(AuditRecord record) {
    thread.obey(handle -> writing.append(handle, record), () -> {});
  }

  void refresh(Handle handle) {
    on = AuditTable.state(handle).on();
  }

  /** Cuts what is too old: a bounded step at a time, again within a second while there is more. */
  void sweep(Instant now) {
    if (!hourly.isDue(now) || !cutting.compareAndSet(false, true)) {
      return;
    }
    Instant before = now.minus(Duration.ofDays(retentionDays.getAsInt()));
    thread
        .order(
            handle -> {
              boolean more =
                  Dialect.of(handle).isMine(handle, "retention")
                      && AuditRetention.cut(handle, writing, before, now);
              if (!more) {
                hourly.done(now);
              }
            },
            () -> {})
        .whenComplete((done, failed) -> cutting.set(false));
  }
}
