package org.sluice.store.embedded.facts;

import java.nio.file.Path;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Opens the file: for the one thread that writes, or for a reader beside it. */
final class Database {
  private static final int BUSY_MILLIS = 2_000;

  private final Path folder;
  private final Path file;

  Database(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(SqliteFacts.FILE);
  }

  Path folder() {
    return folder;
  }

  Handle writing() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    return open(config);
  }

  /** A reader sees the last commit, and neither waits for the writer nor makes it wait. */
  Handle reading() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return open(config);
  }

  private Handle open(SQLiteConfig config) throws SQLException {
    config.setBusyTimeout(BUSY_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return Jdbi.open(source.getConnection());
  }
}
