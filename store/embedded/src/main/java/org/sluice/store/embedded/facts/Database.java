package org.sluice.store.embedded.facts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.sluice.store.facts.Dialect;
import org.sluice.store.facts.FactsDatabase;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.facts.UnclearCommit;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The file: with one connection that writes, and others that read beside it. */
final class Database implements FactsDatabase {
  private static final int BUSY_MILLIS = 2_000;
  private static final int GROUP = 500;

  /** The file's own timeout comes first. */
  private static final Duration PATIENCE = Duration.ofMillis(5 * BUSY_MILLIS);

  private final Path file;
  private final Dialect dialect = new SqliteDialect();
  private final Handle handle;

  private final Readers readers;

  /** Held while the handle is used, so that it is not closed in the midst of a transaction. */
  private final ReentrantLock used = new ReentrantLock();

  /**
   * Opens the file of a folder; makes it if it is missing.
   *
   * @throws JdbiException if it cannot be opened
   */
  Database(Path folder) {
    this.file = folder.resolve(SqliteFacts.FILE);
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    this.handle = jdbi(file, config, dialect).open();
    // One source for all who read, because it keeps the statements that it has taken apart.
    this.readers = new Readers(readers(file, dialect)::open);
  }

  Handle writing() {
    return handle;
  }

  /**
   * Opens a file to be read.
   *
   * @throws JdbiException if it cannot be opened
   */
  static Handle reading(Path file) {
    return readers(file, new SqliteDialect()).open();
  }

  /** A reader sees the last commit, and neither waits for the writer nor makes it wait. */
  private static Jdbi readers(Path file, Dialect dialect) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return jdbi(file, config, dialect);
  }

  /** The source of connections, and not one, so that the end of a handle is the end of its own. */
  private static Jdbi jdbi(Path file, SQLiteConfig config, Dialect dialect) {
    config.setBusyTimeout(BUSY_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    Jdbi jdbi = Jdbi.create(source);
    jdbi.configure(Dialect.Spoken.class, spoken -> spoken.set(dialect));
    // A failed statement's values may be secrets, and its words go to logs and pages.
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    return jdbi;
  }

  @Override
  public <T> T alone(Function<Handle, T> work) {
    used.lock();
    try {
      return handle.inTransaction(work::apply);
    } finally {
      used.unlock();
    }
  }

  @Override
  public <T> T read(Function<Handle, T> reading) {
    used.lock();
    try {
      return reading.apply(handle);
    } finally {
      used.unlock();
    }
  }

  @Override
  public <T> T beside(Function<Handle, T> reading) {
    try {
      return readers.read(reading);
    } catch (ConnectionException e) {
      throw new FactsFailure("The facts in " + file + " cannot be read: " + said(e), e);
    }
  }

  /** What SQLite says of a failure. */
  static String said(JdbiException failure) {
    Throwable cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  @Override
  public boolean isCommitted(UnclearCommit unclear) {
    throw new IllegalStateException("SQLite knows what is committed", unclear);
  }

  @Override
  public Dialect dialect() {
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
    return "Is the disk full, or may " + file + " not be read or written?";
  }

  @Override
  public boolean isReachable() {
    return true;
  }

  /**
   * The writer is the last to go, who leaves no log behind the file. Who is still writing after all
   * patience keeps the file until the process ends: to close it would take back what the
   * transaction has done so far, and the rest of it would be committed.
   */
  @Override
  public void close() {
    readers.close();
    if (used.tryLock()) {
      try {
        handle.close();
      } finally {
        used.unlock();
      }
    }
  }
}
