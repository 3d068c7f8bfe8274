package org.sluice.store.embedded.facts;

import java.nio.file.Path;
import org.jdbi.v3.core.Jdbi;
import org.sluice.store.facts.Dialect;
import org.sluice.store.facts.EarlierAlertsContract;
import org.sluice.store.facts.FactsPlace;

class EarlierAlertsTest extends EarlierAlertsContract {
  /** The schema with V14 as its last script. */
  private static final int BEFORE = 12;

  @Override
  protected FactsPlace earlier(Path folder) {
    Jdbi jdbi = Jdbi.create("jdbc:sqlite:" + folder.resolve(SqliteFacts.FILE));
    jdbi.configure(Dialect.Spoken.class, spoken -> spoken.set(new SqliteDialect()));
    jdbi.useHandle(handle -> Schema.migrate(handle, BEFORE));
    return new SqlitePlace();
  }
}
