package org.sluice.store.facts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.alert.AlertStore.Whole;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.restriction.RestrictedEntity;

/** Alerts as rows, with their comments and the records of their events. */
final class AlertTable {
  /** Sorts behind everything that an identifier may go on with. */
  private static final String BEHIND = "~";

  static final String ENTITY = "entity";

  /** Of more alerts in some domains a text is looked for in the order of all. */
  static final int MOST_LOOKED_THROUGH = 10_000;

  private static final String TEXT = "policy || ' ' || entity || ' ' || assignee || ' ' || id";

  private AlertTable() {}

  /** Writes an alert, or what changed of it. */
  static void keep(Handle handle, Alert a) {
    handle.execute(
        "INSERT INTO alert (id, policy, severity, category, entity, created, changed, events,"
            + " status, assignee, classification, until_lifted, entity_kind)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            + " changed = excluded.changed, events = excluded.events, status = excluded.status,"
            + " assignee = excluded.assignee, classification = excluded.classification,"
            + " until_lifted = excluded.until_lifted",
        a.id(),
        a.policy(),
        a.severity().name(),
        a.category().name(),
        a.entity(),
        a.created().toEpochMilli(),
        a.changed().toEpochMilli(),
        a.events(),
        a.status().name(),
        a.assignee(),
        a.classification().name(),
        a.untilLifted() ? 1 : 0,
        kind(a.kind()));
  }

  static String kind(Optional<RestrictedEntity.Kind> kind) {
    return kind.map(RestrictedEntity.Kind::title).orElse("");
  }

  static void event(Handle handle, String alert, long record) {
    handle.execute("INSERT INTO alert_event VALUES (?, ?)", alert, record);
  }

  static void comment(Handle handle, String alert, Alert.Comment comment) {
    handle.execute(
        "INSERT INTO alert_comment (alert, at, by, text) VALUES (?, ?, ?, ?)",
        alert,
        comment.at().toEpochMilli(),
        comment.by(),
        comment.text());
  }

  static Optional<Alert> latest(
      Handle handle, String policy, String entity, Optional<RestrictedEntity.Kind> kind) {
    return handle
        .createQuery(
            "SELECT * FROM alert WHERE "
                + same(handle, ENTITY)
                + " AND "
                + same(handle, "policy")
                + " AND entity_kind = ?"
                + " ORDER BY number DESC LIMIT 1")
        .bind(0, entity)
        .bind(1, policy)
        .bind(2, kind(kind))
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Those of earlier versions do not know what their entity is. */
  static List<Alert> open(Handle handle, String entity, Optional<RestrictedEntity.Kind> kind) {
    return handle
        .createQuery(
            "SELECT * FROM alert WHERE "
                + same(handle, ENTITY)
                + " AND entity_kind IN (?, '') AND status <> 'Resolved' ORDER BY number")
        .bind(0, entity)
        .bind(1, kind(kind))
        .map((row, context) -> read(row))
        .list();
  }

  static Optional<Whole> find(Handle handle, String id) {
    if (Containing.isNowhere(id)) {
      return Optional.empty();
    }
    List<Alert> found =
        handle
            .createQuery("SELECT * FROM alert WHERE id >= ? AND id < ? ORDER BY id LIMIT 2")
            .bind(0, id)
            .bind(1, id + BEHIND)
            .map((row, context) -> read(row))
            .list();
    return found.size() == 1
        ? found.stream()
            .map(a -> new Whole(a, comments(handle, a.id()), events(handle, a.id())))
            .findFirst()
        : Optional.empty();
  }

  /** Forgets the oldest of those that are resolved since before an instant, with all of theirs. */
  static void forgetResolved(Handle handle, Instant before, int most) {
    List<String> old =
        handle
            .createQuery(
                "SELECT id FROM alert WHERE status = 'Resolved' AND changed < ? ORDER BY changed"
                    + " LIMIT ?")
            .bind(0, before.toEpochMilli())
            .bind(1, most)
            .mapTo(String.class)
            .list();
    for (String id : old) {
      handle.execute("DELETE FROM alert_event WHERE alert = ?", id);
      handle.execute("DELETE FROM alert_comment WHERE alert = ?", id);
      handle.execute("DELETE FROM alert WHERE id = ?", id);
    }
  }

  private static List<Alert.Comment> comments(Handle handle, String id) {
    return handle
        .createQuery(
            "SELECT * FROM (SELECT * FROM alert_comment WHERE alert = ? ORDER BY number DESC"
                + " LIMIT ?) AS newest ORDER BY number")
        .bind(0, id)
        .bind(1, Alert.Comment.MOST_SHOWN)
        .map((row, context) ->
            new Alert.Comment(
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("by"),
                row.getString("text")))
        .list();
  }

  private static List<Long> events(Handle handle, String id) {
    return handle
        .createQuery("SELECT record FROM alert_event WHERE alert = ? ORDER BY record")
        .bind(0, id)
        .mapTo(Long.class)
        .list();
  }

  /** Nothing if the alert is gone that they are to be behind. */
  static Optional<List<Alert>> list(Handle handle, AlertQuery wanted, int most) {
    if (wanted.behind().isEmpty()) {
      return Optional.of(list(handle, wanted, Long.MAX_VALUE, most));
    }
    if (Containing.isNowhere(wanted.behind())) {
      return Optional.empty();
    }
    return handle
        .createQuery("SELECT number FROM alert WHERE id = ?")
        .bind(0, wanted.behind())
        .mapTo(Long.class)
        .findOne()
        .map(number -> list(handle, wanted, number, most));
  }

  private static List<Alert> list(Handle handle, AlertQuery wanted, long before, int most) {
    List<Object> values = new ArrayList<>();
    Optional<String> few = few(handle, wanted, values);
    Optional<List<String>> domains = few.isPresent() ? Optional.empty() : domains(handle, wanted);
    if (domains.isPresent()) {
      return new SeenAlerts(handle, wanted, domains.get()).list(before, most);
    }
    String whole = few.isPresent() ? Dialect.of(handle).whole() : "";
    String found = where(handle, wanted, few, values) + " AND number < ?" + whole;
    String sql = "SELECT * FROM (SELECT * FROM " + found + ") AS found";
    values.add(before);
    values.add(most);
    return bound(handle, sql + " ORDER BY number DESC LIMIT ?", values)
        .map((row, context) -> read(row))
        .list();
  }

  /** By which the index is read; empty where another one, or none, is the way. */
  private static Optional<List<String>> domains(Handle handle, AlertQuery wanted) {
    return wanted.domains().isAll() || !wanted.entity().isEmpty()
        ? Optional.empty()
        : SeenDomains.of(handle, "alert", ENTITY, wanted.domains())
            .filter(domains ->
                wanted.text().isEmpty()
                    || new SeenAlerts(handle, wanted, domains).areWithin(MOST_LOOKED_THROUGH));
  }

  private static Optional<String> few(Handle handle, AlertQuery wanted, List<Object> values) {
    return wanted.text().isEmpty() || Containing.isNowhere(wanted.text())
        ? Optional.empty()
        : Dialect.of(handle).few(handle, "alert", TEXT, wanted.text(), values);
  }

  static List<Alert.Status> statuses(AlertQuery wanted) {
    return wanted.statuses().isEmpty()
        ? List.of(Alert.Status.values())
        : wanted.statuses().stream().distinct().toList();
  }

  static long count(Handle handle, AlertQuery wanted) {
    List<Object> values = new ArrayList<>();
    int most = wanted.text().isEmpty() ? Integer.MAX_VALUE : AlertStore.MOST_COUNTED;
    Optional<String> few = few(handle, wanted, values);
    Optional<List<String>> domains = few.isPresent() ? Optional.empty() : domains(handle, wanted);
    return domains.isPresent()
        ? new SeenAlerts(handle, wanted, domains.get()).count(most)
        : counted(handle, where(handle, wanted, few, values), values, most);
  }

  static long counted(Handle handle, String where, List<Object> values, int most) {
    if (most == Integer.MAX_VALUE) {
      return bound(handle, "SELECT count(*) FROM " + where, values).mapTo(Long.class).one();
    }
    values.add(most);
    return bound(
            handle,
            "SELECT count(*) FROM (SELECT number FROM " + where + " LIMIT ?) AS found",
            values)
        .mapTo(Long.class)
        .one();
  }

  static String in(int count) {
    return " IN (?" + ", ?".repeat(count - 1) + ")";
  }

  /**
   * What stands behind FROM.
   *
   * @param few what may have the text, with its values already added
   */
  private static String where(
      Handle handle, AlertQuery wanted, Optional<String> few, List<Object> values) {
    StringBuilder sql = new StringBuilder(few.orElse("alert WHERE 1 = 1"));
    if (!wanted.statuses().isEmpty()) {
      sql.append(" AND status").append(in(wanted.statuses().size()));
      wanted.statuses().forEach(s -> values.add(s.name()));
    }
    sql.append(others(handle, wanted, values));
    if (!wanted.domains().isAll()) {
      sql.append(" AND ").append(DomainCondition.of(handle, ENTITY, wanted.domains(), values));
    }
    return sql.toString();
  }

  /** What has to hold beside the status and the domain; its values are added. */
  static String others(Handle handle, AlertQuery wanted, List<Object> values) {
    StringBuilder sql = new StringBuilder();
    equal(sql, values, same(handle, ENTITY), wanted.entity());
    equal(sql, values, same(handle, "policy"), wanted.policy());
    if (!wanted.text().isEmpty()) {
      sql.append(" AND ").append(Containing.of(Dialect.of(handle), TEXT, wanted.text(), values));
    }
    return sql.toString();
  }

  static Query bound(Handle handle, String sql, List<Object> values) {
    Query query = handle.createQuery(sql);
    for (int i = 0; i < values.size(); i++) {
      query.bind(i, values.get(i));
    }
    return query;
  }

  private static String same(Handle handle, String column) {
    return Dialect.of(handle).same(column);
  }

  private static void equal(StringBuilder sql, List<Object> values, String same, String value) {
    if (Containing.isNowhere(value)) {
      sql.append(" AND 1 = 0");
    } else if (!value.isEmpty()) {
      sql.append(" AND ").append(same);
      values.add(value);
    }
  }

  static Alert read(ResultSet row) throws SQLException {
    return new Alert(
        row.getString("id"),
        row.getString("policy"),
        Severity.valueOf(row.getString("severity")),
        Category.valueOf(row.getString("category")),
        row.getString("entity"),
        RestrictedEntity.Kind.of(row.getString("entity_kind")),
        Instant.ofEpochMilli(row.getLong("created")),
        Instant.ofEpochMilli(row.getLong("changed")),
        row.getLong("events"),
        Alert.Status.valueOf(row.getString("status")),
        row.getString("assignee"),
        Alert.Classification.valueOf(row.getString("classification")),
        row.getBoolean("until_lifted"));
  }
}
