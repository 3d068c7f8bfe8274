package org.sluice.store.postgresql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Reach;
import org.sluice.store.facts.Containing;
import org.sluice.store.facts.Dialect;
import org.sluice.store.facts.OutboxLosses;
import org.sluice.store.facts.OutboxTable;
import org.sluice.store.facts.Topic;

/** PostgreSQL, where several nodes write. Time that nodes share is the database's. */
final class PostgresqlDialect implements Dialect {
  /** What nodes are told by; the payload is node, topic and which, with a space between them. */
  static final String CHANNEL = "sluice_facts";

  /** PostgreSQL takes at most 7999 bytes; a name longer than these characters means all. */
  static final int MOST_WHICH = 1_000;

  /** A job is a node's so long. */
  static final Duration JOB = Duration.ofMinutes(1);

  /**
   * What is due and not yet handed over is a node's so long. It is claimed again when the node asks
   * what is due, and right before it is delivered: so no delivery may take longer.
   */
  static final Duration CLAIM = Duration.ofMinutes(1);

  /** The same for a mail, from right before it is delivered: mail servers take their time. */
  static final Duration MAIL_CLAIM = Duration.ofMinutes(5);

  /** Milliseconds of the database's clock. */
  private static final String NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

  /**
   * Data exception, integrity violation, program limit exceeded (such as an index row too long).
   */
  private static final Set<String> FOR_EVER = Set.of("22", "23", "54");

  /** As the columns, which know of ASCII letters alone: a parameter has the database's locale. */
  private static final String LOWER = "lower(CAST(? AS TEXT) COLLATE \"C\")";

  /** Shorter texts have no trigram. */
  private static final int GRAM = 3;

  /**
   * Up to so many rows that have a text are read for it. The statistics' sample knows a hundredth
   * of the rows: of a million it says none, or ten thousand.
   */
  static final int FEW = 20_000;

  /** In a line of a plan. */
  private static final Pattern ROWS = Pattern.compile(" rows=([0-9]{1,18}) ");

  private final OutboxLosses losses = new OutboxLosses();
  private final String node;
  private final long leaseMillis;
  private final long claimMillis;

  /**
   * @param node of letters, digits and hyphens alone; the same after a restart
   */
  PostgresqlDialect(String node, Duration lease) {
    if (!node.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("Not the name of a node: " + node);
    }
    this.node = node;
    this.leaseMillis = lease.toMillis();
    this.claimMillis = Math.min(lease.toMillis(), CLAIM.toMillis());
  }

  String node() {
    return node;
  }

  @Override
  public String same(String column) {
    return folded(column) + " = " + LOWER;
  }

  @Override
  public String oneOf(String column, int count) {
    return folded(column) + " IN (" + LOWER + (", " + LOWER).repeat(count - 1) + ")";
  }

  @Override
  public String domain(String column) {
    return "lower(substring(" + column + " FROM '@[^@]*$'))";
  }

  @Override
  public String folded(String column) {
    return "lower(" + column + ")";
  }

  /**
   * As rows, and not with equality: the planner takes what is equal to something out of an order,
   * and reads the newest of everything until a page is full, in the belief that what is wanted lies
   * evenly among it. Of what nobody has seen for long that is all of it.
   */
  @Override
  public String within(
      List<String> columns,
      List<?> wanted,
      String number,
      long least,
      long most,
      List<Object> values) {
    String row = "(" + String.join(", ", columns) + ", " + number + ")";
    String bound = "(?" + ", ?".repeat(columns.size()) + ")";
    values.addAll(wanted);
    values.add(least);
    values.addAll(wanted);
    values.add(most);
    return row + " >= " + bound + " AND " + row + " <= " + bound;
  }

  @Override
  public String leadingOrder(List<String> columns) {
    return String.join(" DESC, ", columns) + " DESC, ";
  }

  /** Its planner counts. */
  @Override
  public String by(String index) {
    return "";
  }

  @Override
  public String like() {
    return "ILIKE";
  }

  /** By the planner's own estimate; it chooses between this and what else is asked for. */
  @Override
  public Optional<String> few(
      Handle handle, String table, String where, String text, List<Object> values) {
    if (text.codePointCount(0, text.length()) < GRAM || !isIndexed(handle, table)) {
      return Optional.empty();
    }
    List<Object> pattern = new ArrayList<>();
    String having = Containing.of(this, where, text, pattern);
    Matcher rows =
        ROWS.matcher(
            handle
                .createQuery("EXPLAIN SELECT * FROM " + table + " WHERE " + having)
                .bind(0, pattern.getFirst())
                .mapTo(String.class)
                .first());
    // The search itself asks for the text, and its planner finds the index.
    return rows.find() && Long.parseLong(rows.group(1)) <= FEW
        ? Optional.of(table + " WHERE 1 = 1")
        : Optional.empty();
  }

  /** Without the index there are no statistics, and every text would be taken for a rare one. */
  private static boolean isIndexed(Handle handle, String table) {
    return handle
        .createQuery("SELECT to_regclass(?) IS NOT NULL")
        .bind(0, table + "_text")
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Else the few would be weighed against the newest of everything, as if they lay evenly there.
   */
  @Override
  public String whole() {
    return " OFFSET 0";
  }

  /** Its planner knows the index. */
  @Override
  public long notAfter(Handle handle, String text, long from, long to) {
    return to;
  }

  @Override
  public boolean refusesForEver(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && FOR_EVER.contains(sql.getSQLState().substring(0, 2))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public void changed(Handle handle, Topic topic, String which) {
    handle.execute(
        "INSERT INTO revision VALUES (?, 1) ON CONFLICT (topic) DO UPDATE SET number ="
            + " revision.number + 1",
        topic.name());
    String told = which.length() > MOST_WHICH ? "" : which;
    var _ =
        handle
            .createQuery("SELECT pg_notify(?, ?)")
            .bind(0, CHANNEL)
            .bind(1, node + " " + topic.name() + " " + told)
            .mapTo(String.class)
            .one();
  }

  @Override
  public long revision(Handle handle, Topic topic) {
    return handle
        .createQuery("SELECT number FROM revision WHERE topic = ?")
        .bind(0, topic.name())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  @Override
  public boolean isMine(Handle handle, String job) {
    return handle.execute(
            "INSERT INTO job VALUES (?, ?, "
                + NOW
                + " + ?) ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease ="
                + " excluded.lease WHERE job.owner = excluded.owner OR job.lease <= "
                + NOW,
            job,
            node,
            JOB.toMillis())
        > 0;
  }

  /** Takes over what a node that is gone had, then claims what is due. */
  @Override
  public List<Delivery> due(Handle handle, Channel channel, Reach reach, Instant now, int most) {
    takeOver(handle, channel, now);
    List<Object> values = new ArrayList<>(List.of(node, claimMillis));
    values.addAll(OutboxTable.dueValues(channel, reach, now));
    values.add(node);
    values.add(most);
    handle.execute(
        "UPDATE outbox SET owner = ?, lease = "
            + NOW
            + " + ? WHERE number IN (SELECT number FROM outbox WHERE "
            + OutboxTable.due(reach)
            + " AND (owner = ? OR lease <= "
            + NOW
            + ") ORDER BY due, number LIMIT ? FOR UPDATE SKIP LOCKED)",
        values.toArray());
    return OutboxTable.due(handle, channel, reach, now, most);
  }

  @Override
  public boolean claim(Handle handle, long number, Instant now) {
    return handle.execute(
            "UPDATE outbox SET owner = ?, lease = "
                + NOW
                + " + CASE WHEN channel IN ('MAIL', 'REPORT') THEN ? ELSE ? END WHERE number = ?"
                + " AND "
                + OutboxTable.DUE
                + free(),
            node,
            Math.min(leaseMillis, MAIL_CLAIM.toMillis()),
            claimMillis,
            number,
            now.toEpochMilli(),
            now.plus(Backoff.LONGEST).toEpochMilli())
        > 0;
  }

  /**
   * What was being handed over when its node ended. Whether a mail's last step was taken only that
   * node's mark could tell: so it is not sent again. What goes by the other channels is, for their
   * receivers know a repetition by its key. A mail stays its node's all the same: that may have
   * lost the database alone, and notes what became of the mail when it has it again.
   */
  private void takeOver(Handle handle, Channel channel, Instant now) {
    boolean mail = channel.isMail();
    int taken =
        handle.execute(
            "UPDATE outbox SET state = ?, changed = ?, last_error = ?, lease = 0 WHERE state = 'SENDING' AND channel = ? AND lease <= "
                + NOW,
            (mail ? Delivery.State.UNCONFIRMED : Delivery.State.WAITING).name(),
            now.toEpochMilli(),
            mail ? "Its node ended while it was being handed over; it has probably arrived" : "",
            channel.name());
    losses.addUnconfirmed(mail ? taken : 0);
  }

  @Override
  public String own() {
    return " AND owner = '" + node + "'";
  }

  @Override
  public String holder() {
    return "CASE WHEN state IN ('WAITING', 'SENDING') AND lease > "
        + NOW
        + " THEN owner ELSE '' END";
  }

  @Override
  public String free() {
    return " AND (owner = '" + node + "' OR lease <= " + NOW + ")";
  }

  @Override
  public OutboxLosses losses() {
    return losses;
  }

  @Override
  public void numbersGoOn(Handle handle, String table) {
    var _ =
        handle
            .createQuery(
                "SELECT setval(pg_get_serial_sequence(?, 'number'), coalesce(max(number), 0) + 1,"
                    + " false) FROM "
                    + table)
            .bind(0, table)
            .mapTo(Long.class)
            .one();
  }

  @Override
  public String keeping() {
    return ", owner = '" + node + "', lease = " + NOW + " + " + leaseMillis;
  }
}
