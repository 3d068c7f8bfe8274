package org.sluice.store.facts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jspecify.annotations.Nullable;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Reach;

/** Where databases of facts differ. Stateless but for who the node is; thread-safe. */
public interface Dialect {

  /** The dialect of a handle's database. */
  static Dialect of(Handle handle) {
    return handle.getConfig(Spoken.class).get();
  }

  /** That a column equals a parameter, ignoring the case of ASCII letters. */
  String same(String column);

  /** That a column is one of so many parameters, ignoring case in the same way. */
  String oneOf(String column, int count);

  /**
   * What is behind the last {@code @} of a column, with it and in lower case of ASCII letters, as
   * the indexes of domains have it; without an {@code @}, something that has none either, or null.
   */
  String domain(String column);

  /** A column, or that of its lower-case ASCII letters, as the indexes that ignore case have it. */
  String folded(String column);

  /**
   * That each column has its value and a number lies within bounds, in words by which an index of
   * these columns and then the number is read; the values are added.
   *
   * @param columns as an index begins with them
   * @param wanted a value for each; of a {@link #folded} column without upper-case ASCII letters
   * @param number the column that the index has behind them
   */
  String within(
      List<String> columns,
      List<?> wanted,
      String number,
      long least,
      long most,
      List<Object> values);

  /**
   * What an order by that number has to begin with, so that no other index is read for its sake;
   * ends with a comma, or is empty.
   */
  String leadingOrder(List<String> columns);

  /** What stands behind a table to be read by one of its indexes; empty if the database knows. */
  String by(String index);

  /** The operator that compares with a pattern, ignoring case in the same way. */
  String like();

  /**
   * What stands behind FROM to read few rows of a table, among them all that have this text in
   * them, ignoring case in the same way: ends with a condition, whose values are added. The search
   * asks for the text itself. Empty if there is no such: the text is too short or in too many.
   *
   * @param table {@code audit} or {@code alert}, of which the text is indexed
   * @param where the expression that is
   * @param text without the character NUL
   */
  Optional<String> few(Handle handle, String table, String where, String text, List<Object> values);

  /**
   * What ends a subquery that is planned as if all of it were read, and not the newest of it;
   * begins with a blank, or is empty.
   */
  String whole();

  /**
   * Up to when a record of the audit log may have this text in it, if the database can say.
   *
   * @param from no earlier than this; milliseconds
   * @param to no later than this; milliseconds
   * @return 0 if no record between them has it
   */
  long notAfter(Handle handle, String text, long from, long to);

  /** Whether the database refuses what was to be written, and would do so for ever. */
  boolean refusesForEver(Throwable failure);

  /** Whether other nodes write here too. */
  boolean isShared();

  /** Tells the other nodes, once this transaction is committed. {@code which} may be empty. */
  void changed(Handle handle, Topic topic, String which);

  /** How often a topic was changed, if that is counted. */
  long revision(Handle handle, Topic topic);

  /** Whether a job that one node has to do is this node's now; for a minute, which it renews. */
  boolean isMine(Handle handle, String job);

  /** What of a channel is due, within reach, and this node's to deliver. */
  List<Delivery> due(Handle handle, Channel channel, Reach reach, Instant now, int most);

  /** Whether a delivery waits, is due and is this node's; then it stays so for a while. */
  boolean claim(Handle handle, long number, Instant now);

  /** The end of a condition that a delivery is this node's; begins with AND, or is empty. */
  String own();

  /** An expression: the name of the node that has a delivery now; empty if none has it. */
  String holder();

  /** The end of a condition that a delivery is not another node's now; the same. */
  String free();

  /** Part of SET that keeps a delivery this node's while it is handed over; begins with a comma. */
  String keeping();

  /** What this node lost of the outbox; the same for all handles of its database. */
  OutboxLosses losses();

  /** The next row of a table gets a number behind those that were copied into it. */
  void numbersGoOn(Handle handle, String table);

  /** What a handle knows of its database. */
  final class Spoken implements JdbiConfig<Spoken> {
    private @Nullable Dialect dialect;

    /** None yet. */
    public Spoken() {
      this(null);
    }

    private Spoken(@Nullable Dialect dialect) {
      this.dialect = dialect;
    }

    /** From now on this one. */
    public void set(Dialect spoken) {
      dialect = spoken;
    }

    Dialect get() {
      if (dialect == null) {
        throw new IllegalStateException("The handle was opened without a dialect");
      }
      return dialect;
    }

    @Override
    public Spoken createCopy() {
      return new Spoken(dialect);
    }
  }
}
