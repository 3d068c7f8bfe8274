package org.sluice.store.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.sluice.store.facts.Dialect;
import org.sluice.store.facts.FactsDatabase;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.facts.UnclearCommit;

/**
 * The database as one node reaches it.
 *
 * <p>Who writes facts takes one advisory lock for the length of its transaction, so that the
 * transactions of all nodes are a row, as they are on one node. A node that stops in the middle of
 * one is cut off by the server ({@code idle_in_transaction_session_timeout}).
 *
 * <p>Each transaction notes its own name in the row of its node. So whoever lost the connection
 * while committing can see afterwards what became of it: once it has the lock, the transaction
 * before is over.
 */
final class PostgresqlDatabase implements FactsDatabase {
  /** "Sluice" and a number, as other software may take advisory locks in the same database. */
  static final long WRITING = 0x536c7569_63650001L;

  /** Held shared by every node that runs, alone by a migration. */
  static final long RUNNING = 0x536c7569_63650002L;

  /** How long a connection from the pool is waited for. */
  private static final Duration CONNECTION = Duration.ofSeconds(2);

  /** Searches and proofs may take long. */
  private static final Duration BESIDE = Duration.ofMinutes(2);

  /**
   * Writes of one transaction. A restriction with its records, alerts and notifications is some
   * twenty statements; other nodes wait behind the lock meanwhile, and not longer than an answer.
   */
  private static final int GROUP = 40;

  /** How long a decided restriction is waited for before it is answered all the same. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Place place;
  private final PostgresqlDialect dialect;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Gate gate = new Gate();
  private final Semaphore readers;
  private volatile Optional<Listening> listening = Optional.empty();

  PostgresqlDatabase(Place place, PostgresqlDialect dialect) {
    this.place = place;
    this.dialect = dialect;
    this.pool = new HikariDataSource(config(place));
    this.readers = new Semaphore(place.pool() - 1);
    this.jdbi = Jdbi.create(pool);
    jdbi.configure(Dialect.Spoken.class, spoken -> spoken.set(dialect));
    hideValues(jdbi);
  }

  /** A failed statement's values may be secrets, and its words go to logs and pages. */
  static void hideValues(Jdbi jdbi) {
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
  }

  private static HikariConfig config(Place place) {
    long answer = place.answer().toMillis();
    HikariConfig config = new HikariConfig();
    config.setDataSource(Connecting.source(place, place.answer().plusSeconds(1)));
    config.setMaximumPoolSize(place.pool());
    config.setMinimumIdle(1);
    config.setPoolName("sluice-postgresql");
    config.setConnectionTimeout(CONNECTION.toMillis());
    config.setValidationTimeout(CONNECTION.toMillis() / 2);
    config.setInitializationFailTimeout(-1);
    // A plan that is made once for all values takes every text for a rare one.
    config.setConnectionInitSql(
        "SET plan_cache_mode = force_custom_plan; SET statement_timeout = "
            + answer
            + "; SET idle_in_transaction_session_timeout = "
            + answer);
    return config;
  }

  /** Begins to hear what other nodes change. */
  void listen(Listening heard) {
    listening = Optional.of(heard);
  }

  @Override
  public <T> T alone(Function<Handle, T> work) {
    return gate.through(() -> {
      try (Handle handle = jdbi.open()) {
        handle.begin();
        lock(handle);
        T result = work.apply(handle);
        String name = note(handle);
        commit(handle, name);
        return result;
      }
    });
  }

  private static void lock(Handle handle) {
    var _ =
        handle
            .createQuery("SELECT pg_advisory_xact_lock(?)")
            .bind(0, WRITING)
            .mapTo(String.class)
            .list();
  }

  private String note(Handle handle) {
    String name = UUID.randomUUID().toString();
    handle.execute(
        "INSERT INTO node VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last_transaction ="
            + " excluded.last_transaction",
        dialect.node(),
        name);
    return name;
  }

  private void commit(Handle handle, String name) {
    try {
      handle.commit();
    } catch (RuntimeException e) {
      listening.ifPresent(Listening::doubt); // This node does not hear of its own changes.
      throw new UnclearCommit(name, e);
    }
  }

  @Override
  public boolean isCommitted(UnclearCommit unclear) {
    try (Handle handle = jdbi.open()) {
      return handle.inTransaction(h -> {
        lock(h);
        return h.createQuery("SELECT last_transaction FROM node WHERE name = ?")
            .bind(0, dialect.node())
            .mapTo(String.class)
            .findOne()
            .filter(unclear.transaction()::equals)
            .isPresent();
      });
    }
  }

  @Override
  public <T> T read(Function<Handle, T> reading) {
    return gate.through(() -> {
      try (Handle handle = jdbi.open()) {
        return reading.apply(handle);
      }
    });
  }

  @Override
  public <T> T beside(Function<Handle, T> reading) {
    return beside(reading, BESIDE);
  }

  @Override
  public <T> T briefly(Function<Handle, T> reading) {
    return beside(reading, place.answer());
  }

  /** One connection is always left to the writer; who finds all others taken is told so. */
  private <T> T beside(Function<Handle, T> reading, Duration most) {
    if (!isMyTurn()) {
      throw new FactsFailure.Busy(
          "The facts cannot be read: other searches take all connections that they may have"
              + " (postgresql.pool). Try again in a moment",
          new TimeoutException());
    }
    try {
      return read(reading, most);
    } finally {
      readers.release();
    }
  }

  private boolean isMyTurn() {
    try {
      return readers.tryAcquire(CONNECTION.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private <T> T read(Function<Handle, T> reading, Duration most) {
    return gate.through(() -> {
      try (Handle handle = jdbi.open()) {
        int wait = (int) most.plusSeconds(1).toMillis(); // for what a server that works says first
        handle.getConnection().setNetworkTimeout(Runnable::run, wait);
        handle.setReadOnly(true);
        return handle.inTransaction(
            TransactionIsolationLevel.REPEATABLE_READ,
            h -> {
              h.execute("SET LOCAL statement_timeout = " + most.toMillis());
              return reading.apply(h);
            });
      } catch (SQLException e) {
        throw new FactsFailure("The facts cannot be read: " + e.getMessage(), e);
      }
    });
  }

  @Override
  public PostgresqlDialect dialect() {
    return dialect;
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public int group() {
    return GROUP;
  }

  @Override
  public String advice() {
    return "Can PostgreSQL at " + place.shown() + " be reached and written?";
  }

  @Override
  public boolean isReachable() {
    return listening.map(Listening::isConnected).orElse(true) && gate.isOpen();
  }

  @Override
  public void close() {
    listening.ifPresent(Listening::close);
    pool.close();
  }

  /** After a connection failed, the next one is not tried within a second: nobody queues for it. */
  private static final class Gate {
    private static final long SHUT_NANOS = 1_000_000_000L;

    /** What is behind it alone: that the commit was unclear is so of one work, not of the next. */
    private record Shut(long atNanos, Throwable root, String why) {
      static Shut by(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
          root = root.getCause();
        }
        return new Shut(System.nanoTime(), root, String.valueOf(failure.getMessage()));
      }
    }

    private volatile Optional<Shut> shut = Optional.empty();

    boolean isOpen() {
      return shut.isEmpty();
    }

    <T> T through(Supplier<T> work) {
      Optional<Shut> before = shut;
      if (before.isPresent() && System.nanoTime() - before.get().atNanos() < SHUT_NANOS) {
        throw new FactsFailure(
            "PostgreSQL did not answer a moment ago: " + before.get().why(), before.get().root());
      }
      try {
        T result = work.get();
        shut = Optional.empty();
        return result;
      } catch (UnclearCommit | JdbiException e) {
        if (isOfConnection(e)) {
          shut = Optional.of(Shut.by(e));
        }
        throw e;
      }
    }

    /** Connection, resources, shutdown; the pool's own timeout; and a read that timed out. */
    private static boolean isOfConnection(Throwable failure) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLTransientConnectionException || cause instanceof IOException) {
          return true;
        }
        if (cause instanceof SQLException sql
            && sql.getSQLState() != null
            && sql.getSQLState().matches("(08|53|57P).*")) {
          return true;
        }
      }
      return false;
    }
  }
}
