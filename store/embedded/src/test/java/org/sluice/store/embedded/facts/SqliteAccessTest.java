package org.sluice.store.embedded.facts;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.administration.AccessPorts;
import org.sluice.testkit.AccessContract;
import org.sluice.testkit.CountedSecrets;

class SqliteAccessTest extends AccessContract {
  @TempDir private Path folder;
  private SqliteFacts facts;

  @Override
  protected AccessPorts open() {
    facts = SqliteFacts.open(folder, NOON);
    return facts.access(new CountedSecrets());
  }

  @Override
  protected AccessPorts again() {
    facts.close();
    return open();
  }

  @Override
  protected int records() {
    return facts.audit(1_000).size();
  }

  @AfterEach
  void close() {
    facts.close();
  }
}
