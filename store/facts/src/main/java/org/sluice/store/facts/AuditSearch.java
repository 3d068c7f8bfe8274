package org.sluice.store.facts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.sluice.core.administration.DamagedRecord;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.audit.UserType;

/**
 * Searches with the indexes: by a free text that few records have, or by user, object, operation,
 * or else by time. A free text of many is looked for in what the other conditions leave: so many
 * have it that a page of them is soon full.
 *
 * <p>An index has the records of one user in the order of time, and not those of several: a search
 * for several would find and sort all of them for each page, and an export of n pages would read
 * the log n times. So each of several values is searched by itself, for no more than a page, and
 * the pages are merged.
 */
final class AuditSearch {
  /** A search that takes longer is given up. */
  private static final int MOST_SECONDS = 30;

  private static final String OPERATION = "operation";

  /** So many of the newest records are looked through for a free text before its index is. */
  private static final int NEAR = 2_000;

  /** As the databases' indexes have it. */
  private static final String TEXT = "user_id || '\n' || object_id || '\n' || details";

  private static final String NEWEST = " ORDER BY created DESC, number DESC LIMIT ?";

  private final AuditQuery query;
  private final AuditPlace behind;
  private final int most;
  private final List<Object> values = new ArrayList<>();
  private final Handle handle;
  private final Dialect dialect;

  private AuditSearch(Handle handle, AuditQuery query, AuditPlace behind, int most) {
    this.handle = handle;
    this.dialect = Dialect.of(handle);
    this.query = query;
    this.behind = behind;
    this.most = most;
  }

  static List<ChainedRecord> run(Handle handle, AuditQuery query, AuditPlace behind, int most) {
    if (hasNul(query)) {
      return List.of();
    }
    List<ChainedRecord> near = new AuditSearch(handle, query, behind, most).near();
    if (near.size() == most) {
      return near;
    }
    AuditSearch search = new AuditSearch(handle, query, behind, most);
    return search.read(search.sql("*"));
  }

  /** How many there are, counted no further than so many. */
  static long count(Handle handle, AuditQuery query, int most) {
    if (hasNul(query)) {
      return 0;
    }
    AuditSearch search = new AuditSearch(handle, query, AuditPlace.START, most);
    String found = search.sql("number");
    return search.bound("SELECT count(*) FROM (" + found + ") AS found").mapTo(Long.class).one();
  }

  private List<ChainedRecord> read(String sql) {
    List<ChainedRecord> read = new ArrayList<>();
    bound(sql).map((row, context) -> wholeRecord(row, read)).forEach(read::add);
    return read;
  }

  private Query bound(String sql) {
    Query prepared = handle.createQuery(sql).setQueryTimeout(MOST_SECONDS);
    for (int i = 0; i < values.size(); i++) {
      prepared.bind(i, values.get(i));
    }
    return prepared;
  }

  /**
   * What the newest records have of a free text. A text of many fills a page here, before its
   * trigrams are tried one after the other; for one of few it costs some milliseconds.
   */
  private List<ChainedRecord> near() {
    if (query.freeText().isEmpty() || most >= NEAR || !lists().isEmpty()) {
      return List.of();
    }
    String newest = "SELECT * FROM audit WHERE " + conditions(List.of(), false) + NEWEST;
    values.add(NEAR);
    String sql =
        "SELECT * FROM ("
            + newest
            + ") AS near WHERE "
            + Containing.of(dialect, TEXT, query.freeText(), values)
            + NEWEST;
    values.add(most);
    return read(sql);
  }

  private static boolean hasNul(AuditQuery query) {
    return Stream.of(query.users(), query.objects(), List.of(query.freeText()))
        .flatMap(List::stream)
        .anyMatch(Containing::isNowhere);
  }

  static Optional<ChainedRecord> at(Handle handle, long number) {
    return handle
        .createQuery("SELECT * FROM audit WHERE number = ?")
        .bind(0, number)
        .map((row, context) -> wholeRecord(row, List.of()))
        .findOne();
  }

  private static ChainedRecord wholeRecord(ResultSet row, List<ChainedRecord> before)
      throws SQLException {
    try {
      return AuditTable.read(row);
    } catch (RuntimeException e) {
      AuditPlace place =
          new AuditPlace(Instant.ofEpochMilli(row.getLong("created")), row.getLong("number"));
      throw new DamagedRecord(place, before, e);
    }
  }

  private String sql(String columns) {
    List<OneOf> lists = lists();
    Optional<String> few =
        query.freeText().isEmpty()
            ? Optional.empty()
            : dialect.few(handle, query.freeText(), values);
    if (few.isPresent()) {
      String sql =
          "SELECT " + columns + " FROM audit " + few.get() + " AND " + conditions(lists) + NEWEST;
      values.add(most);
      return sql;
    }
    if (lists.isEmpty()) {
      String bound =
          query.freeText().isEmpty() ? "" : dialect.notAfter(handle, query.freeText(), values);
      String sql =
          "SELECT " + columns + " FROM audit WHERE " + bound + conditions(List.of()) + NEWEST;
      values.add(most);
      return sql;
    }
    OneOf leading = lists.getFirst();
    List<OneOf> others = lists.subList(1, lists.size());
    StringBuilder sql = new StringBuilder("SELECT ").append(columns);
    sql.append(" FROM audit WHERE number IN (SELECT number");
    sql.append(" FROM (");
    for (int i = 0; i < leading.wanted().size(); i++) {
      sql.append(i == 0 ? "" : " UNION ALL ");
      sql.append("SELECT * FROM (SELECT number, created FROM audit WHERE ")
          .append(leading.same(dialect))
          .append(" AND ");
      values.add(leading.wanted().get(i));
      sql.append(conditions(others)).append(NEWEST).append(") AS one").append(i);
      values.add(most);
    }
    sql.append(") AS several").append(NEWEST).append(")").append(NEWEST);
    values.add(most);
    values.add(most);
    return sql.toString();
  }

  /** A column that has to be one of several values. */
  private record OneOf(String column, List<String> wanted) {
    String same(Dialect dialect) {
      return isExact() ? column + " = ?" : dialect.same(column);
    }

    String oneOf(Dialect dialect) {
      return isExact()
          ? column + " IN (?" + ", ?".repeat(wanted.size() - 1) + ")"
          : dialect.oneOf(column, wanted.size());
    }

    /** Operations are of a closed list, written as they are asked for, and so is their index. */
    private boolean isExact() {
      return column.equals(OPERATION);
    }
  }

  /** The first leaves the fewest records. */
  private List<OneOf> lists() {
    List<String> operations =
        query.operations().stream().distinct().map(AuditOperation::title).toList();
    return Stream.of(
            new OneOf("object_id", differentInAscii(query.objects())),
            new OneOf("user_id", differentInAscii(query.users())),
            new OneOf(OPERATION, operations))
        .filter(list -> !list.wanted().isEmpty())
        .toList();
  }

  /** The database takes what differs in the case of ASCII letters alone for one value. */
  private static List<String> differentInAscii(List<String> texts) {
    Map<String, String> different = new LinkedHashMap<>();
    texts.forEach(text -> different.putIfAbsent(AuditQuery.folded(text), text));
    return List.copyOf(different.values());
  }

  /** Everything that has to hold beside the leading value; its values are added. */
  private String conditions(List<OneOf> lists) {
    return conditions(lists, !query.freeText().isEmpty());
  }

  private String conditions(List<OneOf> lists, boolean withText) {
    StringBuilder sql = new StringBuilder();
    long before = behind.creationTime().toEpochMilli();
    sql.append("created >= ? AND created <= ?");
    values.add(query.from().toEpochMilli());
    values.add(Math.min(before, query.to().toEpochMilli() - 1));
    sql.append(" AND (created < ? OR number < ?)");
    values.add(before);
    values.add(behind.number());
    for (OneOf list : lists) {
      sql.append(" AND ").append(list.oneOf(dialect));
      values.addAll(list.wanted());
    }
    if (!query.scope().domains().isAll()) {
      sql.append(" AND (user_type <> ? AND ").append(dialect.same("user_id")).append(" OR ");
      values.add(UserType.System.name());
      values.add(query.scope().userId());
      sql.append(DomainCondition.of(handle, "object_id", query.scope().domains(), values))
          .append(')');
    }
    if (withText) {
      sql.append(" AND ").append(Containing.of(dialect, TEXT, query.freeText(), values));
    }
    return sql.toString();
  }
}
