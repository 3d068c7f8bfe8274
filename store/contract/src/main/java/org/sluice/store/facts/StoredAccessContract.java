package org.sluice.store.facts;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.administration.AccessPorts;
import org.sluice.testkit.AccessContract;
import org.sluice.testkit.CountedSecrets;

public abstract class StoredAccessContract extends AccessContract {
  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;

  /** An empty database. */
  protected abstract FactsPlace place();

  @Override
  protected AccessPorts open() {
    facts = place.open(folder, NOON);
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
    place.close();
  }
}
