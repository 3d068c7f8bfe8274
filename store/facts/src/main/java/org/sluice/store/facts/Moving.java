package org.sluice.store.facts;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.sluice.core.audit.ChainReport;

/**
 * Moves all facts from one database to another, in one transaction of each. What has arrived is
 * held against what was sent: the number of rows of each table and a digest of what is in them, and
 * the audit chain from its beginning to its end. If anything differs nothing is moved.
 */
public final class Moving {
  /** In an order in which no row refers to one that is not there yet. */
  private static final List<String> TABLES =
      List.of(
          "policy",
          "policy_addressee",
          "rule",
          "rule_condition",
          "restriction",
          "audit",
          "audit_state",
          "alert_policy",
          "alert",
          "alert_event",
          "alert_comment",
          "alert_count",
          "alert_mail_day",
          "outbox",
          "sender_hour",
          "administrator",
          "api_token",
          "web_session",
          "one_time_link",
          "report");

  /** Tables whose rows are numbered by the database. */
  private static final List<String> NUMBERED =
      List.of("restriction", "alert", "alert_comment", "outbox");

  /** Rows of one batch. */
  private static final int GROUP = 500;

  private Moving() {}

  /**
   * What was moved.
   *
   * @param rows by table
   * @param chain as it was found where it has arrived
   */
  public record Moved(Map<String, Long> rows, ChainReport chain) {}

  /** The rows of a table, and the sum of their digests, whatever their order. */
  private record Content(long rows, long digest) {
    static final Content NONE = new Content(0, 0);

    Content plus(List<String> columns, Map<String, Object> row) {
      StringBuilder text = new StringBuilder();
      for (String column : columns) {
        String value = text(row.get(column));
        text.append(column).append(value.length()).append(':').append(value);
      }
      long own = HexFormat.fromHexDigitsToLong(Sha256.of(text.toString()), 0, Long.BYTES * 2);
      return new Content(rows + 1, digest + own);
    }

    private static String text(@Nullable Object value) {
      return switch (value) {
        case null -> "-";
        case byte[] bytes -> HexFormat.of().formatHex(bytes);
        default -> "=" + value;
      };
    }
  }

  /**
   * Moves. Both handles are in a transaction, in which nobody else writes.
   *
   * @throws FactsFailure if there are facts at the other end already, or what arrives differs
   */
  public static Moved all(Handle from, Handle to) {
    requireEmpty(to);
    Map<String, Long> rows = new LinkedHashMap<>();
    to.execute("DELETE FROM audit_state");
    for (String table : TABLES) {
      List<String> columns = columns(to, table);
      columns.retainAll(columns(from, table));
      Content sent = copy(from, to, table, columns);
      Content arrived = content(to, table, columns);
      if (!sent.equals(arrived)) {
        throw new FactsFailure(
            "Nothing is moved: of table %s %d rows were sent and %d arrived, or they differ."
                .formatted(table, sent.rows(), arrived.rows()));
      }
      rows.put(table, arrived.rows());
    }
    NUMBERED.forEach(table -> Dialect.of(to).numbersGoOn(to, table));
    settle(to);
    return new Moved(rows, proved(to));
  }

  /**
   * Moves again to where a move was broken off: what that brought gives way.
   *
   * @throws FactsFailure if what arrives differs
   */
  public static Moved anew(Handle from, Handle to) {
    TABLES.reversed().forEach(table -> to.execute("DELETE FROM " + table));
    return all(from, to);
  }

  private static ChainReport proved(Handle to) {
    ChainReport chain = StoredAudit.verify(to, Optional.empty());
    if (!chain.isWhole()) {
      throw new FactsFailure(
          "Nothing is moved: the audit log is not whole ("
              + chain.faults().getFirst().words()
              + ") See `sluice audit verify --offline`.");
    }
    return chain;
  }

  private static void requireEmpty(Handle to) {
    for (String table : TABLES) {
      String where = table.equals("audit_state") ? " WHERE number > 0" : "";
      long rows = to.createQuery("SELECT count(*) FROM " + table + where).mapTo(Long.class).one();
      if (rows > 0) {
        throw new FactsFailure(
            "Nothing is moved: there are facts at the other end already ("
                + rows
                + " rows of "
                + table
                + "). Move to an empty database.");
      }
    }
  }

  /**
   * What was being handed over when its node ended: no mark says here how far a mail had come, so
   * it is not sent again.
   */
  private static void settle(Handle to) {
    to.execute(
        "UPDATE outbox SET state = 'UNCONFIRMED', last_error = ? WHERE state = 'SENDING' AND"
            + " channel IN ('MAIL', 'REPORT')",
        "It was being handed over when the facts were moved; it has probably arrived");
    to.execute("UPDATE outbox SET state = 'WAITING' WHERE state = 'SENDING'");
  }

  private static List<String> columns(Handle handle, String table) {
    return handle
        .createQuery("SELECT * FROM " + table + " LIMIT 0")
        .scanResultSet((rows, context) -> names(rows.get()));
  }

  private static List<String> names(ResultSet rows) throws SQLException {
    ResultSetMetaData about = rows.getMetaData();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      names.add(about.getColumnName(i).toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static Content copy(Handle from, Handle to, String table, List<String> columns) {
    String listed = String.join(", ", columns);
    String insert =
        "INSERT INTO %s (%s) VALUES (?%s)"
            .formatted(table, listed, ", ?".repeat(columns.size() - 1));
    Content[] sent = {Content.NONE};
    List<Map<String, Object>> group = new ArrayList<>();
    from.createQuery("SELECT " + listed + " FROM " + table)
        .setFetchSize(GROUP)
        .map((row, context) -> values(row, columns))
        .forEach(row -> {
          sent[0] = sent[0].plus(columns, row);
          group.add(row);
          if (group.size() == GROUP) {
            write(to, insert, columns, group);
          }
        });
    write(to, insert, columns, group);
    return sent[0];
  }

  private static Content content(Handle handle, String table, List<String> columns) {
    Content[] found = {Content.NONE};
    handle
        .createQuery("SELECT " + String.join(", ", columns) + " FROM " + table)
        .setFetchSize(GROUP)
        .map((row, context) -> values(row, columns))
        .forEach(row -> found[0] = found[0].plus(columns, row));
    return found[0];
  }

  private static Map<String, Object> values(ResultSet row, List<String> columns)
      throws SQLException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Object value = row.getObject(i + 1);
      if (value != null) {
        values.put(columns.get(i), value instanceof Integer number ? number.longValue() : value);
      }
    }
    return values;
  }

  private static void write(
      Handle to, String insert, List<String> columns, List<Map<String, Object>> group) {
    if (group.isEmpty()) {
      return;
    }
    PreparedBatch batch = to.prepareBatch(insert);
    for (Map<String, Object> row : group) {
      for (int i = 0; i < columns.size(); i++) {
        batch.bind(i, row.get(columns.get(i)));
      }
      batch.add();
    }
    batch.execute();
    group.clear();
  }
}
