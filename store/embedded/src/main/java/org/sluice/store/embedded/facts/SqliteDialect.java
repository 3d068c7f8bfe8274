package org.sluice.store.embedded.facts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Reach;
import org.sluice.store.facts.Dialect;
import org.sluice.store.facts.OutboxLosses;
import org.sluice.store.facts.OutboxTable;
import org.sluice.store.facts.Topic;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite, of which one process has the file: columns that ignore case are declared so. */
final class SqliteDialect implements Dialect {
  private final OutboxLosses losses = new OutboxLosses();

  @Override
  public String same(String column) {
    return column + " = ?";
  }

  @Override
  public String oneOf(String column, int count) {
    return column + " IN (?" + ", ?".repeat(count - 1) + ")";
  }

  /** What is trimmed from the end is every character that is no {@code @}. */
  @Override
  public String domain(String column) {
    return "lower(substr(%1$s, length(rtrim(%1$s, replace(%1$s, '@', '')))))".formatted(column);
  }

  @Override
  public String folded(String column) {
    return column;
  }

  @Override
  public String within(
      List<String> columns,
      List<?> wanted,
      String number,
      long least,
      long most,
      List<Object> values) {
    values.addAll(wanted);
    values.add(least);
    values.add(most);
    return String.join(" = ? AND ", columns) + " = ? AND %1$s >= ? AND %1$s <= ?".formatted(number);
  }

  /** What is equal to something is no part of an order. */
  @Override
  public String leadingOrder(List<String> columns) {
    return "";
  }

  /** It would take an index of any other column that is equal to something, however many are. */
  @Override
  public String by(String index) {
    return " INDEXED BY " + index;
  }

  @Override
  public String like() {
    return "LIKE";
  }

  @Override
  public Optional<String> few(
      Handle handle, String table, String where, String text, List<Object> values) {
    return new TextIndex(handle, table).few(text, values).map(few -> table + " " + few);
  }

  /** What is read of few is said by their numbers. */
  @Override
  public String whole() {
    return "";
  }

  @Override
  public long notAfter(Handle handle, String text, long from, long to) {
    return new TextIndex(handle, "audit").notAfter(text, from, to);
  }

  @Override
  public boolean refusesForEver(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite
          && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public void changed(Handle handle, Topic topic, String which) {
    // There is nobody to tell.
  }

  @Override
  public long revision(Handle handle, Topic topic) {
    return 0;
  }

  @Override
  public boolean isMine(Handle handle, String job) {
    return true;
  }

  @Override
  public List<Delivery> due(Handle handle, Channel channel, Reach reach, Instant now, int most) {
    return OutboxTable.due(handle, channel, reach, now, most);
  }

  @Override
  public boolean claim(Handle handle, long number, Instant now) {
    return OutboxTable.isDue(handle, number, now);
  }

  @Override
  public String own() {
    return "";
  }

  @Override
  public String holder() {
    return "''";
  }

  @Override
  public String free() {
    return "";
  }

  @Override
  public String keeping() {
    return "";
  }

  @Override
  public OutboxLosses losses() {
    return losses;
  }

  @Override
  public void numbersGoOn(Handle handle, String table) {
    // SQLite numbers behind the last row there is.
  }
}
