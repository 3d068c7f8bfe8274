package org.sluice.store.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.store.facts.Changes;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.facts.Topic;

/**
 * Hears what other nodes have changed, over a connection of its own. Each second without news it
 * asks whether the database can be written. When the connection is lost it makes another, and then
 * everything is read again, for nobody knows what was missed. Thread-safe.
 */
final class Listening implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
  private static final int LOOK_MILLIS = 1_000;
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final long END_MILLIS = 5_000;

  /** More entities than these are read all at once. */
  static final int MOST_ENTITIES = 100;

  private final Place place;
  private final String node;
  private final Function<Changes, CompletionStage<Void>> refresh;
  private final Semaphore closed = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean connected = true;
  private volatile boolean missed;

  /** Whether what was missed could not be read last time: then it is not asked for at once. */
  private volatile boolean failed;

  private volatile Optional<Connection> current = Optional.empty();

  /** What was entered with; its thread's alone once that runs. */
  private Optional<Connection> first = Optional.empty();

  Listening(Place place, String node, Function<Changes, CompletionStage<Void>> refresh) {
    this.place = place;
    this.node = node;
    this.refresh = refresh;
    this.thread = Thread.ofPlatform().daemon().name("sluice-listen").unstarted(this::run);
  }

  /**
   * Says that a node runs, and hears from now on what is changed; to be called before it reads
   * anything.
   *
   * @return to be given to {@link #start}, or closed
   * @throws FactsFailure if the facts are being moved
   */
  static Connection enter(Place place) throws SQLException {
    Connection connection = Connecting.source(place, SILENCE).getConnection();
    try {
      join(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Begins to listen over a connection that has entered. */
  void start(Connection entered) {
    first = Optional.of(entered);
    thread.start();
  }

  /** Nobody knows what is written: everything is read again. */
  void doubt() {
    missed = true;
  }

  /** Whether the database answers, and takes writes. */
  boolean isConnected() {
    return connected;
  }

  private void run() {
    while (!closing) {
      try (Connection connection = next()) {
        current = Optional.of(connection);
        missed = true;
        while (!closing) {
          look(connection);
        }
      } catch (SQLException | RuntimeException e) {
        lost(e);
        await();
      }
    }
  }

  private Connection next() throws SQLException {
    Optional<Connection> entered = first;
    first = Optional.empty();
    return entered.isPresent() ? entered.get() : enter(place);
  }

  private void lost(Exception e) {
    if (connected && !closing) {
      LOG.error(
          "PostgreSQL at {} is lost; restrictions hold in memory: {}",
          place.shown(),
          e.getMessage());
    }
    connected = false;
  }

  private void await() {
    try {
      var _ = closed.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  /**
   * Says that a node runs, for as long as the connection lasts, and begins to listen.
   *
   * @throws FactsFailure if the facts are being moved
   */
  private static void join(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet taken =
          statement.executeQuery(
              "SELECT pg_try_advisory_lock_shared(" + PostgresqlDatabase.RUNNING + ")")) {
        if (!taken.next() || !taken.getBoolean(1)) {
          throw new FactsFailure(
              "The facts are being moved by `sluice store migrate`. Start this node when it has"
                  + " ended.");
        }
      }
      statement.execute("LISTEN " + PostgresqlDialect.CHANNEL);
    }
  }

  private void look(Connection connection) throws SQLException {
    PGNotification[] heard =
        connection.unwrap(PGConnection.class).getNotifications(missed && !failed ? 1 : LOOK_MILLIS);
    if (heard == null || heard.length == 0) {
      ask(connection);
    }
    if (missed) {
      missed = false;
      failed = false;
      tell(Changes.ALL);
    } else if (heard != null && heard.length > 0) {
      tell(changes(heard));
    }
  }

  private void ask(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery("SELECT current_setting('transaction_read_only')")) {
      boolean writable = answer.next() && answer.getString(1).equals("off");
      if (connected && !writable) {
        LOG.error("PostgreSQL at {} is read-only; restrictions hold in memory", place.shown());
      } else if (!connected && writable) {
        LOG.info("PostgreSQL at {} is there again", place.shown());
      }
      connected = writable;
    }
  }

  private void tell(Changes changes) {
    if (changes.topics().isEmpty() && changes.entities().isEmpty()) {
      return;
    }
    var _ =
        refresh
            .apply(changes)
            .whenComplete((done, failure) -> {
              if (failure != null) {
                LOG.warn("What another node changed cannot be read; all is read again", failure);
                failed = true;
                missed = true;
              }
            });
  }

  private Changes changes(PGNotification[] heard) {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    Set<RestrictedEntity> entities = new HashSet<>();
    for (PGNotification each : heard) {
      String[] words = each.getParameter().split(" ", 3);
      if (words.length == 3 && !words[0].equals(node)) {
        add(words[1], words[2], topics, entities);
      }
    }
    if (entities.size() > MOST_ENTITIES) {
      topics.add(Topic.RESTRICTIONS);
    }
    return new Changes(topics, entities);
  }

  /** What a newer program says and this one does not know is passed over. */
  private static void add(
      String name, String which, Set<Topic> topics, Set<RestrictedEntity> entities) {
    for (Topic topic : Topic.values()) {
      if (!topic.name().equals(name)) {
        continue;
      }
      int colon = which.indexOf(':');
      if (topic == Topic.RESTRICTIONS && colon > 0) {
        entities.add(
            new RestrictedEntity(
                RestrictedEntity.Kind.valueOf(which.substring(0, colon)),
                which.substring(colon + 1)));
      } else {
        topics.add(topic);
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    closed.release();
    try {
      if (current.isPresent()) {
        current.get().abort(Runnable::run); // It may be waiting for news.
      }
      thread.join(END_MILLIS);
    } catch (SQLException e) {
      LOG.debug("The listening connection was not ended cleanly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
