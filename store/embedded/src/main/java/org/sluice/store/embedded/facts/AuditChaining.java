package org.sluice.store.embedded.facts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ResultStatus;
import org.sluice.core.audit.UserType;
import org.sluice.store.facts.AuditTable;

/** Chains the records of the first version of the schema, in their order, and drops its tables. */
final class AuditChaining {
  /** Records that are read at a time. */
  private static final int GROUP = 1_000;

  private AuditChaining() {}

  private record Old(
      long id, String operation, long created, String user, String clientIp, String object) {}

  static void chain(Handle handle) {
    long done = Long.MIN_VALUE;
    for (List<Old> group = after(handle, done); !group.isEmpty(); group = after(handle, done)) {
      group.forEach(old -> AuditTable.append(handle, record(handle, old)));
      done = group.getLast().id();
    }
    handle.execute("DROP TABLE audit_parameter");
    handle.execute("DROP TABLE audit_modified");
    handle.execute("DROP TABLE audit_v1");
    handle.execute("CREATE INDEX audit_created ON audit (created)");
    handle.execute("CREATE INDEX audit_user ON audit (user_id, created)");
    handle.execute("CREATE INDEX audit_object ON audit (object_id, created)");
    handle.execute("CREATE INDEX audit_operation ON audit (operation, created)");
  }

  private static List<Old> after(Handle handle, long id) {
    return handle
        .createQuery("SELECT * FROM audit_v1 WHERE id > ? ORDER BY id LIMIT ?")
        .bind(0, id)
        .bind(1, GROUP)
        .map((row, context) ->
            new Old(
                row.getLong("id"),
                row.getString("operation"),
                row.getLong("created"),
                row.getString("user_id"),
                row.getString("client_ip"),
                row.getString("object_id")))
        .list();
  }

  private static AuditRecord record(Handle handle, Old old) {
    boolean system = old.user().equals(AuditRecord.SYSTEM);
    return new AuditRecord(
        AuditOperation.valueOf(old.operation()),
        Instant.ofEpochMilli(old.created()),
        old.user(),
        system ? UserType.System : UserType.Admin,
        old.clientIp(),
        old.object(),
        ResultStatus.Succeeded,
        parameters(handle, old.id()),
        modified(handle, old.id()));
  }

  private static Map<String, String> parameters(Handle handle, long id) {
    Map<String, String> parameters = new TreeMap<>();
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
