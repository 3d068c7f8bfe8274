package org.sluice.store.postgresql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.ChainReport;
import org.sluice.store.facts.Dialect;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.facts.FactsOptions;
import org.sluice.store.facts.StoredAudit;

/**
 * The facts of several nodes in one PostgreSQL database (15 or later). A node that starts brings
 * the tables up to date; of several at the same time one does, and the others wait for it.
 */
public final class PostgresqlFacts {
  private static final String MIGRATIONS = "classpath:org/sluice/store/postgresql/migration";
  private static final int OLDEST_SERVER = 15;
  private static final Duration MIGRATION = Duration.ofMinutes(10);

  private PostgresqlFacts() {}

  /**
   * Opens the database for this node.
   *
   * @param folder the data directory of this node: who it is, and its mark
   * @throws FactsFailure if it cannot be opened, is of a newer program, or is being moved
   */
  public static Facts open(
      Place place, Path folder, Supplier<Instant> clock, FactsOptions options) {
    try {
      migrate(place);
      Connection entered = Listening.enter(place);
      try {
        return join(place, entered, folder, clock, options);
      } catch (RuntimeException e) {
        entered.close();
        throw e;
      }
    } catch (SQLException | FlywayException | JdbiException e) {
      throw unopened(place, e);
    }
  }

  private static Facts join(
      Place place, Connection entered, Path folder, Supplier<Instant> clock, FactsOptions options) {
    PostgresqlDialect dialect = new PostgresqlDialect(NodeFile.name(folder), place.lease());
    PostgresqlDatabase database = new PostgresqlDatabase(place, dialect);
    try {
      Facts facts = Facts.open(database, folder, clock.get(), options);
      Listening listening =
          new Listening(
              place, database.dialect().node(), changes -> facts.refresh(changes, clock.get()));
      database.listen(listening);
      listening.start(entered);
      return facts;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Tries the connection, and changes nothing.
   *
   * @return which server it is
   * @throws FactsFailure if there is no connection, or the server is too old
   */
  public static String check(Place place) {
    try (Connection connection = Connecting.source(place, place.answer()).getConnection()) {
      return checked(connection);
    } catch (SQLException e) {
      throw unopened(place, e);
    }
  }

  private static String checked(Connection connection) throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    String version = connection.getMetaData().getDatabaseProductVersion();
    if (major < OLDEST_SERVER) {
      throw new FactsFailure(
          "PostgreSQL " + version + " is too old: Sluice needs " + OLDEST_SERVER + " or later.");
    }
    return "PostgreSQL " + version;
  }

  /**
   * Verifies the audit log, whether or not a Sluice runs with it; changes nothing.
   *
   * @throws FactsFailure if it cannot be read, or has not this program's version of the schema
   */
  public static ChainReport verify(Place place, Optional<AuditLog.Noted> noted) {
    try (Connection connection = Connecting.source(place, MIGRATION).getConnection();
        Handle handle = Jdbi.open(connection)) {
      connection.setReadOnly(true);
      return handle.inTransaction(
          TransactionIsolationLevel.REPEATABLE_READ,
          h -> {
            SchemaVersion.requireCurrent(h);
            return StoredAudit.verify(h, noted);
          });
    } catch (SQLException | JdbiException e) {
      throw unopened(place, e);
    }
  }

  /**
   * Works on the whole database in one transaction, while no node runs with it.
   *
   * @throws FactsFailure if it cannot be opened, or a node runs
   */
  public static <T> T whole(Place place, Function<Handle, T> work) {
    try {
      migrate(place);
      Jdbi jdbi = Jdbi.create(Connecting.source(place, MIGRATION));
      jdbi.configure(
          Dialect.Spoken.class,
          spoken -> spoken.set(new PostgresqlDialect("whole", place.lease())));
      PostgresqlDatabase.hideValues(jdbi);
      return jdbi.inTransaction(handle -> {
        requireStopped(handle);
        return work.apply(handle);
      });
    } catch (SQLException | FlywayException | JdbiException e) {
      throw unopened(place, e);
    }
  }

  /** Whether a node with its facts in PostgreSQL has run with this data directory. */
  public static boolean isNode(Path folder) {
    return Files.exists(folder.resolve(NodeFile.NAME));
  }

  private static void requireStopped(Handle handle) {
    boolean stopped =
        handle
            .createQuery("SELECT pg_try_advisory_xact_lock(?)")
            .bind(0, PostgresqlDatabase.RUNNING)
            .mapTo(Boolean.class)
            .one();
    if (!stopped) {
      throw new FactsFailure("A node of the cluster still runs with this database. Stop it first.");
    }
  }

  /** Brings the tables up to date, under Flyway's own lock. */
  static void migrate(Place place) throws SQLException {
    migrate(place, MigrationVersion.LATEST);
  }

  /** The same, no further than a version, as an earlier program left the tables. */
  static void migrate(Place place, MigrationVersion last) throws SQLException {
    var source = Connecting.source(place, MIGRATION);
    try (Connection connection = source.getConnection()) {
      var _ = checked(connection);
    }
    Flyway flyway =
        Flyway.configure(PostgresqlFacts.class.getClassLoader())
            .dataSource(source)
            .locations(MIGRATIONS)
            .table(SchemaVersion.TABLE)
            .baselineOnMigrate(false)
            .target(last)
            .load();
    var _ = flyway.migrate();
    MigrationInfo current = flyway.info().current();
    if (current != null
        && current.getVersion().compareTo(MigrationVersion.fromVersion(SchemaVersion.KNOWN)) > 0) {
      throw SchemaVersion.newer(current.getVersion().toString());
    }
  }

  private static FactsFailure unopened(Place place, Exception e) {
    return new FactsFailure(
        "The facts in PostgreSQL at "
            + place.shown()
            + " cannot be opened: "
            + e.getMessage()
            + ". Is the server up, and may the role connect and make tables"
            + " (docs/guides/cluster.md)?",
        e);
  }
}
