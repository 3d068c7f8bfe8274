package org.sluice.store.facts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sluice.core.audit.AuditChain;
import org.sluice.core.audit.AuditDetails;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.audit.ResultStatus;
import org.sluice.core.audit.UserType;

/** Audit records as rows, each chained to the one before. */
public final class AuditTable {
  private static final HexFormat HEX = HexFormat.of();

  private AuditTable() {}

  /** Where the chain ends, where it begins, and whether it grows. */
  record State(boolean on, long number, String hash, long anchorNumber, String anchorHash) {}

  static State state(Handle handle) {
    return handle
        .createQuery("SELECT * FROM audit_state")
        .map((row, context) ->
            new State(
                row.getBoolean("is_on"),
                row.getLong("number"),
                HEX.formatHex(row.getBytes("hash")),
                row.getLong("anchor_number"),
                HEX.formatHex(row.getBytes("anchor_hash"))))
        .one();
  }

  /** Writes a record at the end of the chain; nothing while the log is off. */
  public static Optional<ChainedRecord> append(Handle handle, AuditRecord record) {
    State state = state(handle);
    if (!state.on() && !record.operation().isAlwaysRecorded()) {
      return Optional.empty();
    }
    ChainedRecord chained = AuditChain.chain(record, state.number() + 1, state.hash(), Sha256::of);
    insert(handle, chained);
    handle.execute(
        "UPDATE audit_state SET number = ?, hash = ?",
        chained.number(),
        HEX.parseHex(chained.hash()));
    return Optional.of(chained);
  }

  /** Whether there is a record of this operation on this object at this instant. */
  static boolean hasEvent(Handle handle, AuditRecord record) {
    return handle
            .createQuery(
                "SELECT count(*) FROM audit WHERE created = ? AND operation = ? AND object_id = ?")
            .bind(0, record.creationTime().toEpochMilli())
            .bind(1, record.operation().title())
            .bind(2, record.objectId())
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** Whether it stands there: of one object there may be several of the same instant. */
  static boolean has(Handle handle, AuditRecord record) {
    return handle
            .createQuery(
                "SELECT count(*) FROM audit WHERE created = ? AND operation = ? AND object_id = ?"
                    + " AND user_id = ? AND user_type = ? AND client_ip = ? AND result = ?"
                    + " AND details = ?")
            .bind(0, record.creationTime().toEpochMilli())
            .bind(1, record.operation().title())
            .bind(2, record.objectId())
            .bind(3, record.userId())
            .bind(4, record.userType().name())
            .bind(5, record.clientIp())
            .bind(6, record.resultStatus().name())
            .bind(7, AuditChain.details(record.parameters(), record.modified()))
            .mapTo(Long.class)
            .one()
        > 0;
  }

  private static void insert(Handle handle, ChainedRecord chained) {
    AuditRecord record = chained.record();
    handle.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        chained.number(),
        record.creationTime().toEpochMilli(),
        record.operation().title(),
        record.userId(),
        record.userType().name(),
        record.clientIp(),
        record.objectId(),
        record.resultStatus().name(),
        AuditChain.details(record.parameters(), record.modified()),
        HEX.parseHex(chained.previous()),
        HEX.parseHex(chained.hash()));
  }

  static void turn(Handle handle, boolean on) {
    handle.execute("UPDATE audit_state SET is_on = ?", on ? 1 : 0);
  }

  static List<AuditRecord> newest(Handle handle, int most) {
    return handle
        .createQuery("SELECT * FROM audit ORDER BY number DESC LIMIT ?")
        .bind(0, most)
        .map((row, context) -> read(row).record())
        .list();
  }

  /**
   * The record of a row.
   *
   * @throws RuntimeException if somebody has made it unreadable
   */
  static ChainedRecord read(ResultSet row) throws SQLException {
    String form = row.getString("details");
    AuditDetails details = AuditDetails.parse(form);
    if (!AuditChain.details(details.parameters(), details.modified()).equals(form)) {
      throw new IllegalArgumentException("Not the details of an audit record alone");
    }
    String operation = row.getString("operation");
    return new ChainedRecord(
        row.getLong("number"),
        new AuditRecord(
            AuditOperation.of(operation)
                .filter(found -> found.title().equals(operation))
                .orElseThrow(() -> new IllegalArgumentException("No operation " + operation)),
            Instant.ofEpochMilli(row.getLong("created")),
            row.getString("user_id"),
            UserType.valueOf(row.getString("user_type")),
            row.getString("client_ip"),
            row.getString("object_id"),
            ResultStatus.valueOf(row.getString("result")),
            details.parameters(),
            details.modified()),
        HEX.formatHex(row.getBytes("previous")),
        HEX.formatHex(row.getBytes("hash")));
  }
}
