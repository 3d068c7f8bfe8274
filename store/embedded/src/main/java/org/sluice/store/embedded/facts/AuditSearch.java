package org.sluice.store.embedded.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.ChainedRecord;

/**
 * Searches with the indexes: by user, object, operation, or else by time. Free text is looked for
 * in what the other conditions leave.
 */
final class AuditSearch {
  /** A search that takes longer is given up. */
  private static final int MOST_SECONDS = 30;

  private final StringBuilder sql = new StringBuilder("SELECT * FROM audit WHERE ");
  private final List<Object> values = new ArrayList<>();

  private AuditSearch() {}

  static List<ChainedRecord> run(Handle handle, AuditQuery query, AuditPlace behind, int most) {
    AuditSearch search = new AuditSearch();
    search.conditions(query, behind);
    search.sql.append(" ORDER BY created DESC, number DESC LIMIT ?");
    search.values.add(most);
    Query prepared = handle.createQuery(search.sql.toString()).setQueryTimeout(MOST_SECONDS);
    for (int i = 0; i < search.values.size(); i++) {
      prepared.bind(i, search.values.get(i));
    }
    return prepared.map((row, context) -> AuditTable.read(row)).list();
  }

  static Optional<ChainedRecord> at(Handle handle, long number) {
    return handle
        .createQuery("SELECT * FROM audit WHERE number = ?")
        .bind(0, number)
        .map((row, context) -> AuditTable.read(row))
        .findOne();
  }

  private void conditions(AuditQuery query, AuditPlace behind) {
    long before = behind.creationTime().toEpochMilli();
    sql.append("created >= ? AND created <= ?");
    values.add(query.from().toEpochMilli());
    values.add(Math.min(before, query.to().toEpochMilli() - 1));
    sql.append(" AND (created < ? OR number < ?)");
    values.add(before);
    values.add(behind.number());
    oneOf("user_id", query.users());
    oneOf("object_id", query.objects());
    oneOf("operation", query.operations().stream().map(AuditOperation::title).toList());
    if (!query.scope().domains().isAll()) {
      sql.append(" AND (user_id = ? OR ");
      values.add(query.scope().userId());
      sql.append(DomainCondition.of("object_id", query.scope().domains(), values)).append(')');
    }
    if (!query.freeText().isEmpty()) {
      sql.append(" AND (user_id || char(10) || object_id || char(10) || details)");
      sql.append(" LIKE ? ESCAPE '\\'");
      values.add("%" + query.freeText().replaceAll("([\\\\%_])", "\\\\$1") + "%");
    }
  }

  private void oneOf(String column, List<String> wanted) {
    if (!wanted.isEmpty()) {
      sql.append(" AND ").append(column).append(" IN (?");
      sql.append(", ?".repeat(wanted.size() - 1)).append(')');
      values.addAll(wanted);
    }
  }
}
