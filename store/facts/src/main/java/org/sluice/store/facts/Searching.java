package org.sluice.store.facts;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Reads beside the thread that writes facts, what was to be written before included: no write waits
 * for it. It takes no longer than any other answer of the database may. Thread-safe.
 */
final class Searching {
  private final FactsDatabase database;
  private final FactsThread thread;

  Searching(FactsDatabase database, FactsThread thread) {
    this.database = database;
    this.thread = thread;
  }

  /**
   * Reads one state.
   *
   * @throws FactsFailure if it cannot be read
   */
  <T> T read(Function<Handle, T> reading) {
    thread.whenCaughtUp().join();
    try {
      return database.briefly(reading);
    } catch (FactsFailure e) {
      thread.counted(e);
      throw e;
    } catch (RuntimeException e) {
      thread.counted(e);
      throw new FactsFailure("The facts cannot be read: " + e, e);
    }
  }
}
