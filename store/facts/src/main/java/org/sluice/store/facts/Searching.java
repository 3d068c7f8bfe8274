package org.sluice.store.facts;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.sluice.core.administration.Refusal;

/**
 * Reads beside the thread that writes facts, what was to be written before included: no write waits
 * for it. Thread-safe.
 */
final class Searching {
  private final FactsDatabase database;
  private final FactsThread thread;

  Searching(FactsDatabase database, FactsThread thread) {
    this.database = database;
    this.thread = thread;
  }

  /**
   * Reads one state for a page: it takes no longer than any other answer of the database may.
   *
   * @throws Refusal if it cannot be read
   */
  <T> T briefly(Function<Handle, T> reading) {
    return read(() -> database.briefly(reading));
  }

  /**
   * Reads one state, however long that takes.
   *
   * @throws Refusal if it cannot be read
   */
  <T> T patiently(Function<Handle, T> reading) {
    return read(() -> database.beside(reading));
  }

  private <T> T read(Supplier<T> reading) {
    thread.whenCaughtUp().join();
    try {
      return reading.get();
    } catch (Refusal e) {
      throw e; // It could be read, and this is what is there.
    } catch (RuntimeException e) {
      throw thread.unread(e);
    }
  }
}
