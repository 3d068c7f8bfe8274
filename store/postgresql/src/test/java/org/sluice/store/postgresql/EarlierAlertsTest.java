package org.sluice.store.postgresql;

import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.api.MigrationVersion;
import org.sluice.store.facts.EarlierAlertsContract;
import org.sluice.store.facts.FactsPlace;
import org.sluice.testkit.PostgresServer;

class EarlierAlertsTest extends EarlierAlertsContract {
  private static final String BEFORE = "8";

  @Override
  protected FactsPlace earlier(Path folder) {
    Place database = Databases.empty(PostgresServer.shared());
    try {
      PostgresqlFacts.migrate(database, MigrationVersion.fromVersion(BEFORE));
      return new PostgresqlPlace(database);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
