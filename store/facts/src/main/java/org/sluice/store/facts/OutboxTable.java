package org.sluice.store.facts;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.audit.AuditChain;
import org.sluice.core.audit.AuditDetails;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;

/**
 * Deliveries as rows. Whoever writes a fact puts what has to be told of it here with the same
 * handle, and so in the same transaction.
 */
public final class OutboxTable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxTable.class);

  /** How long what is done with is kept for administrators to look at. */
  static final Duration KEPT = Duration.ofDays(30);

  private static final String MESSAGE = "MESSAGE";
  private static final String FULL =
      "Not tried: " + Outbox.MOST_WAITING + " deliveries wait already";

  /** Sorts behind everything that a key may go on with. */
  private static final String BEHIND = "~";

  /**
   * That one waits and is due; its parameters are now, and now with the longest wait: what is due
   * later than that was put off before the clock was set back.
   */
  public static final String DUE = "state = 'WAITING' AND (due <= ? OR due > ?)";

  private OutboxTable() {}

  /** Puts one in, once for each key. */
  static void insert(Handle handle, Outgoing o) {
    boolean full = waiting(handle, o.channel(), o.to()) >= Outbox.MOST_WAITING;
    int inserted =
        full ? insert(handle, o, State.GIVEN_UP, FULL) : insert(handle, o, State.WAITING, "");
    if (full && inserted > 0) {
      Dialect.of(handle).losses().addGivenUp(1);
      LOG.error(
          "Notification {} ({}) GIVEN UP, not tried: {} deliveries wait on its channel already",
          o.key().replaceAll("[^\\x20-\\x7e]", "?"),
          o.channel(),
          Outbox.MOST_WAITING);
    }
  }

  /** Puts one in that has arrived already. */
  static void insertArrived(Handle handle, Outgoing o) {
    insert(handle, o, State.SENT, "");
  }

  private static int insert(Handle handle, Outgoing o, State state, String error) {
    return handle.execute(
        "INSERT INTO outbox (key, channel, recipient, kind, envelope_sender, payload, created,"
            + " state, attempts, due, last_error, changed)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        o.key(),
        o.channel().name(),
        o.to(),
        kind(o.content()),
        o.content() instanceof Content.Message m ? m.envelopeSender() : "",
        payload(o.content()),
        o.created().toEpochMilli(),
        state.name(),
        o.created().toEpochMilli(),
        error,
        o.created().toEpochMilli());
  }

  /** To whom something was put in by this channel, of which the key begins so. */
  static List<String> recipients(Handle handle, Channel channel, String prefix) {
    return handle
        .createQuery(
            "SELECT recipient FROM outbox WHERE key >= ? AND key < ? AND channel = ? ORDER BY"
                + " number")
        .bind(0, prefix)
        .bind(1, prefix + BEHIND)
        .bind(2, channel.name())
        .mapTo(String.class)
        .list();
  }

  /** How many wait in the same lane: on a channel, or for a receiver that waits for itself. */
  static long waiting(Handle handle, Channel channel, String to) {
    String where = "state = 'WAITING' AND channel = ?";
    Query query =
        handle.createQuery(
            "SELECT count(*) FROM outbox WHERE "
                + where
                + (channel.isByReceiver() ? " AND recipient = ?" : ""));
    query.bind(0, channel.name());
    if (channel.isByReceiver()) {
      query.bind(1, to);
    }
    return query.mapTo(Long.class).one();
  }

  private static String kind(Content content) {
    return switch (content) {
      case Content.Notice notice -> notice.kind().name();
      case Content.Message message -> MESSAGE;
    };
  }

  private static byte[] payload(Content content) {
    return switch (content) {
      case Content.Notice notice ->
          AuditChain.details(notice.fields(), List.of()).getBytes(StandardCharsets.UTF_8);
      case Content.Message message -> message.bytes();
    };
  }

  /** What is due on a channel, longest due first; claimed or not. */
  public static List<Delivery> due(
      Handle handle, Channel channel, Reach reach, Instant now, int most) {
    List<Object> values = dueValues(channel, reach, now);
    values.add(most);
    Query query =
        handle.createQuery(
            select(handle)
                + due(reach)
                + Dialect.of(handle).own()
                + " ORDER BY due, number LIMIT ?");
    for (int i = 0; i < values.size(); i++) {
      query.bind(i, values.get(i));
    }
    return query.map((row, context) -> read(row)).list();
  }

  /**
   * The condition that something is due, with {@link #dueValues} as its parameters. The key of what
   * comes before it is {@link Outgoing#before}.
   */
  public static String due(Reach reach) {
    return "channel = ? AND "
        + DUE
        + " AND recipient <> ?".repeat(reach.without().size())
        + reach.only().map(only -> within(only.size())).orElse("")
        + OutboxOrder.IN_TURN;
  }

  private static String within(int receivers) {
    return " AND (created <= ?" + " OR recipient = ?".repeat(receivers) + ")";
  }

  /** The parameters of {@link #due(Reach)}. */
  public static List<Object> dueValues(Channel channel, Reach reach, Instant now) {
    List<Object> values = new ArrayList<>();
    values.add(channel.name());
    values.add(now.toEpochMilli());
    values.add(now.plus(Backoff.LONGEST).toEpochMilli());
    values.addAll(reach.without());
    reach
        .only()
        .ifPresent(only -> {
          values.add(Reach.oldest(now).toEpochMilli());
          values.addAll(only);
        });
    return values;
  }

  static List<Delivery> list(Handle handle, List<State> states, long before, int most) {
    List<Object> values = new ArrayList<>(List.of(before));
    values.addAll(states.stream().map(State::name).toList());
    String where =
        states.isEmpty() ? "" : " AND state IN (?" + ", ?".repeat(states.size() - 1) + ")";
    values.add(most);
    Query query =
        handle.createQuery(select(handle) + "number < ?" + where + " ORDER BY number DESC LIMIT ?");
    for (int i = 0; i < values.size(); i++) {
      query.bind(i, values.get(i));
    }
    return query.map((row, context) -> read(row)).list();
  }

  /** Counts by state, of all states but SENT: what was sent stays for a month. */
  static Map<State, Long> depth(Handle handle) {
    Map<State, Long> depth = new EnumMap<>(State.class);
    for (State state : State.values()) {
      if (state != State.SENT) {
        depth.put(
            state,
            handle
                .createQuery("SELECT count(*) FROM outbox WHERE state = ?")
                .bind(0, state.name())
                .mapTo(Long.class)
                .one());
      }
    }
    return depth;
  }

  /** Since when the oldest waits that has neither arrived nor been given up. */
  static Optional<Instant> oldest(Handle handle) {
    return handle
        .createQuery("SELECT min(created) FROM outbox WHERE state IN ('WAITING', 'SENDING')")
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  static Optional<Delivery> find(Handle handle, long number) {
    return handle
        .createQuery(select(handle) + "number = ?")
        .bind(0, number)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Whether one waits and is due. */
  public static boolean isDue(Handle handle, long number, Instant now) {
    return handle
            .createQuery("SELECT count(*) FROM outbox WHERE number = ? AND " + DUE)
            .bind(0, number)
            .bind(1, now.toEpochMilli())
            .bind(2, now.plus(Backoff.LONGEST).toEpochMilli())
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** One that an administrator has restarted meanwhile, or that is done with, stays as it is. */
  static boolean sending(Handle handle, long number, Instant now) {
    return handle.execute(
            "UPDATE outbox SET state = 'SENDING', changed = ?"
                + Dialect.of(handle).keeping()
                + " WHERE number = ? AND state = 'WAITING'"
                + Dialect.of(handle).free()
                + OutboxOrder.IN_TURN,
            now.toEpochMilli(),
            number)
        > 0;
  }

  /** Answers the alert that is given up because its end has arrived. */
  static Optional<Delivery> tried(Handle handle, long number, Outbox.Attempt attempt, Instant now) {
    int changed =
        handle.execute(
            "UPDATE outbox SET state = ?, attempts = attempts + 1, due = ?, last_error = ?, changed ="
                + " ? WHERE number = ? AND (state IN ('WAITING', 'SENDING')"
                + Dialect.of(handle).free()
                + " OR state = 'UNCONFIRMED'"
                + Dialect.of(handle).own()
                + ")",
            attempt.state().name(),
            attempt.due().toEpochMilli(),
            attempt.error(),
            now.toEpochMilli(),
            number);
    if (attempt.state() == State.GIVEN_UP) {
      Dialect.of(handle).losses().addGivenUp(changed);
    }
    if (attempt.state() == State.SENT) {
      hastenOthers(handle, number, now);
    }
    return changed > 0
        ? OutboxOrder.giveUpOvertaken(handle, number, now).flatMap(n -> find(handle, n))
        : Optional.empty();
  }

  /** What waits, of which the key begins so, is due no later than this. */
  static void hasten(Handle handle, String prefix, Instant at) {
    handle.execute(
        "UPDATE outbox SET due = ? WHERE key >= ? AND key < ? AND state = 'WAITING' AND due > ?",
        at.toEpochMilli(),
        prefix,
        prefix + BEHIND,
        at.toEpochMilli());
  }

  /** A receiver that took one can be reached: what else waits for it waits no longer. */
  private static void hastenOthers(Handle handle, long arrived, Instant now) {
    handle.execute(
        "UPDATE outbox SET due = ? WHERE state = 'WAITING' AND due > ?"
            + " AND channel = (SELECT channel FROM outbox WHERE number = ?)"
            + " AND recipient = (SELECT recipient FROM outbox WHERE number = ?)",
        now.toEpochMilli(),
        now.toEpochMilli(),
        arrived,
        arrived);
  }

  static boolean restart(Handle handle, long number, Instant now) {
    return handle.execute(
            "UPDATE outbox SET state = 'WAITING', attempts = 0, created = ?, due = ?, changed = ?"
                + " WHERE number = ? AND state IN ('WAITING', 'UNCONFIRMED', 'GIVEN_UP')",
            now.toEpochMilli(),
            now.toEpochMilli(),
            now.toEpochMilli(),
            number)
        > 0;
  }

  /** The newest of what was given up and not overtaken by its end; answers how many. */
  static int restartGivenUp(Handle handle, Instant now) {
    return handle.execute(
        "UPDATE outbox SET state = 'WAITING', attempts = 0, created = ?, due = ?, changed = ?"
            + " WHERE number IN (SELECT number FROM outbox WHERE state = 'GIVEN_UP'"
            + OutboxOrder.NOT_OVERTAKEN
            + " ORDER BY number DESC LIMIT ?)",
        now.toEpochMilli(),
        now.toEpochMilli(),
        now.toEpochMilli(),
        Outbox.MOST_WAITING);
  }

  /**
   * What was being handed over when the process ended. A mail whose last step was taken is past the
   * point from which it can be called back; one whose last step was not taken is sent again, and so
   * is what goes by the other channels, whose receivers know a repetition by its key.
   *
   * @param marked the deliveries whose last step was taken last
   */
  static int recover(Handle handle, List<Long> marked, Instant now) {
    int unconfirmed = 0;
    for (long number : marked) {
      unconfirmed +=
          handle.execute(
              "UPDATE outbox SET state = 'UNCONFIRMED', changed = ?, last_error = ? WHERE state ="
                  + " 'SENDING' AND channel IN ('MAIL', 'REPORT') AND number = ?"
                  + Dialect.of(handle).own(),
              now.toEpochMilli(),
              "Sluice ended while the server was answering; it has almost certainly arrived",
              number);
    }
    handle.execute(
        "UPDATE outbox SET state = 'WAITING', changed = ? WHERE state = 'SENDING'"
            + Dialect.of(handle).own(),
        now.toEpochMilli());
    Dialect.of(handle).losses().addUnconfirmed(unconfirmed);
    return unconfirmed;
  }

  static void forgetBefore(Handle handle, Instant oldest) {
    handle.execute(
        "DELETE FROM outbox WHERE changed < ? AND state NOT IN ('WAITING', 'SENDING')",
        oldest.toEpochMilli());
  }

  private static String select(Handle handle) {
    return "SELECT outbox.*, "
        + Dialect.of(handle).holder()
        + " AS holder, "
        + OutboxOrder.GIVEN_UP_OVERTAKEN
        + " AS overtaken FROM outbox WHERE ";
  }

  private static Delivery read(ResultSet row) throws SQLException {
    return new Delivery(
        row.getLong("number"),
        new Outgoing(
            row.getString("key"),
            Channel.valueOf(row.getString("channel")),
            row.getString("recipient"),
            content(row),
            Instant.ofEpochMilli(row.getLong("created"))),
        State.valueOf(row.getString("state")),
        row.getInt("attempts"),
        Instant.ofEpochMilli(row.getLong("due")),
        row.getString("last_error"),
        Instant.ofEpochMilli(row.getLong("changed")),
        row.getString("holder"),
        row.getInt("overtaken") == 1);
  }

  private static Content content(ResultSet row) throws SQLException {
    String kind = row.getString("kind");
    byte[] payload = row.getBytes("payload");
    if (kind.equals(MESSAGE)) {
      return new Content.Message(row.getString("envelope_sender"), payload);
    }
    Map<String, String> fields =
        AuditDetails.parse(new String(payload, StandardCharsets.UTF_8)).parameters();
    return new Content.Notice(NoticeKind.valueOf(kind), fields);
  }
}
