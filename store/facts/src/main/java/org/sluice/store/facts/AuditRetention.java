package org.sluice.store.facts;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainCheck;

/**
 * Cuts the beginning of the log. The number and hash of the last record that went are kept as the
 * anchor from which the rest is followed, and are written into the chain itself, so that a
 * beginning that somebody else cut off does not pass for one of ours.
 */
final class AuditRetention {
  /** The most records of one step, so that no restriction waits long for its turn. */
  static final int STEP = 5_000;

  private AuditRetention() {}

  private record Last(long number, byte[] hash) {}

  /** One step; answers whether there may be more to cut. */
  static boolean cut(Handle handle, AuditWriting writing, Instant before, Instant now) {
    Optional<Last> last = lastOf(handle, before, now);
    if (last.isEmpty()) {
      return false;
    }
    long through = last.get().number();
    byte[] hash = last.get().hash();
    int cut = handle.execute("DELETE FROM audit WHERE number <= ?", through);
    handle.execute("UPDATE audit_state SET anchor_number = ?, anchor_hash = ?", through, hash);
    writing.append(
        handle,
        AuditRecord.bySystem(
            AuditOperation.AUDIT_RETENTION,
            now,
            "audit log",
            Map.of(
                ChainCheck.THROUGH,
                Long.toString(through),
                ChainCheck.THROUGH_HASH,
                HexFormat.of().formatHex(hash),
                "Records",
                Integer.toString(cut),
                "OlderThan",
                before.toString())));
    return cut >= STEP;
  }

  /**
   * The last of the oldest records that are all too old. One from the future, which a wrong clock
   * wrote, goes with the old ones after it: it would stay for years, and all behind it.
   */
  private static Optional<Last> lastOf(Handle handle, Instant before, Instant now) {
    return handle
        .createQuery(
            "SELECT number, hash FROM audit WHERE created < ? AND number < coalesce("
                + " (SELECT number FROM (SELECT number, created FROM audit ORDER BY number LIMIT ?)"
                + " AS oldest WHERE created >= ? AND created <= ? ORDER BY number LIMIT 1),"
                + " (SELECT min(number) + ? FROM audit)) ORDER BY number DESC LIMIT 1")
        .bind(0, before.toEpochMilli())
        .bind(1, STEP)
        .bind(2, before.toEpochMilli())
        .bind(3, now.toEpochMilli())
        .bind(4, STEP)
        .map((row, context) -> new Last(row.getLong("number"), row.getBytes("hash")))
        .findOne();
  }
}
