package org.sluice.store.embedded.facts;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;

/** Audit records as rows, in the order of their ids. */
final class AuditTable {
  private AuditTable() {}

  static void insert(Handle handle, AuditRecord record) {
    handle.execute(
        "INSERT INTO audit (operation, created, user_id, client_ip, object_id)"
            + " VALUES (?, ?, ?, ?, ?)",
        record.operation().name(),
        record.creationTime().toEpochMilli(),
        record.userId(),
        record.clientIp(),
        record.objectId());
    long id = handle.createQuery("SELECT last_insert_rowid()").mapTo(Long.class).one();
    record
        .parameters()
        .forEach((name, value) ->
            handle.execute("INSERT INTO audit_parameter VALUES (?, ?, ?)", id, name, value));
    for (int i = 0; i < record.modified().size(); i++) {
      AuditRecord.Modified m = record.modified().get(i);
      handle.execute(
          "INSERT INTO audit_modified VALUES (?, ?, ?, ?, ?)",
          id,
          i,
          m.name(),
          m.before(),
          m.after());
    }
  }

  static List<AuditRecord> newest(Handle handle, int most) {
    return handle
        .createQuery("SELECT * FROM audit ORDER BY id DESC LIMIT ?")
        .bind(0, most)
        .map((row, context) ->
            new AuditRecord(
                AuditOperation.valueOf(row.getString("operation")),
                Instant.ofEpochMilli(row.getLong("created")),
                row.getString("user_id"),
                row.getString("client_ip"),
                row.getString("object_id"),
                parameters(handle, row.getLong("id")),
                modified(handle, row.getLong("id"))))
        .list();
  }

  private static Map<String, String> parameters(Handle handle, long id) {
    Map<String, String> parameters = new HashMap<>();
    handle
        .createQuery("SELECT name, value FROM audit_parameter WHERE audit = ?")
        .bind(0, id)
        .map((row, context) -> Map.entry(row.getString("name"), row.getString("value")))
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
    return parameters;
  }

  private static List<AuditRecord.Modified> modified(Handle handle, long id) {
    return handle
        .createQuery(
            "SELECT name, before, after FROM audit_modified WHERE audit = ? ORDER BY place")
        .bind(0, id)
        .map((row, context) ->
            new AuditRecord.Modified(
                row.getString("name"), row.getString("before"), row.getString("after")))
        .list();
  }
}
