package org.sluice.store.embedded.facts;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import org.sluice.core.audit.ChainReport;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsOptions;
import org.sluice.store.facts.FactsPlace;

/** A file in the test's folder. */
final class SqlitePlace implements FactsPlace {

  @Override
  public Facts open(Path folder, Instant now, FactsOptions options) {
    return SqliteFacts.open(folder, now, options);
  }

  @Override
  public void sql(Path folder, String... statements) {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteFacts.FILE));
        Statement statement = other.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String bytes(String hexadecimal) {
    return "x'" + hexadecimal + "'";
  }

  @Override
  public ChainReport verify(Path folder) {
    return SqliteFacts.verifyFile(folder, Optional.empty());
  }

  /** Another process holds the write lock. */
  @Override
  public void whileUnwritable(Path folder, Runnable what) {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteFacts.FILE));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      what.run();
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    // The test's folder goes with the test.
  }
}
