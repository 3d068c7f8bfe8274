package org.sluice.store.postgresql;

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
import org.sluice.testkit.PostgresServer;

/** A database of its own in the shared server. */
final class PostgresqlPlace implements FactsPlace {
  private final Place place;

  PostgresqlPlace() {
    this(Databases.fresh());
  }

  /** One that is there already, of the shared server. */
  PostgresqlPlace(Place place) {
    this.place = place;
  }

  @Override
  public Facts open(Path folder, Instant now, FactsOptions options) {
    return PostgresqlFacts.open(place, folder, () -> now, options);
  }

  @Override
  public void sql(Path folder, String... statements) {
    Databases.execute(place.url(), statements);
  }

  @Override
  public String bytes(String hexadecimal) {
    return "decode('" + hexadecimal + "', 'hex')";
  }

  @Override
  public ChainReport verify(Path folder) {
    return PostgresqlFacts.verify(place, Optional.empty());
  }

  /** Another session holds the lock for longer than anybody waits for it. */
  @Override
  public void whileUnwritable(Path folder, Runnable what) {
    try (Connection other = DriverManager.getConnection(place.url(), PostgresServer.SUPERUSER, "");
        Statement statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + PostgresqlDatabase.WRITING + ")");
      what.run();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    Databases.drop(place);
  }
}
