package org.sluice.store.facts;

import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Port: how the database of the facts is reached. Each handle knows its {@link Dialect}. All but
 * {@link #beside} and {@link #briefly} is called by one thread.
 */
public interface FactsDatabase extends AutoCloseable {

  /**
   * Works in one transaction that overlaps no other one that writes facts, of any node; waits for
   * its turn. It is committed when the method returns, and rolled back if it throws.
   *
   * @throws UnclearCommit if the connection was lost while it was being committed
   */
  <T> T alone(Function<Handle, T> work);

  /** Reads what is committed. */
  <T> T read(Function<Handle, T> reading);

  /**
   * Reads one state from beginning to end, beside whatever is written. Thread-safe; may be slow.
   */
  <T> T beside(Function<Handle, T> reading);

  /** The same for somebody who waits for a page: given up when any other answer would be. */
  default <T> T briefly(Function<Handle, T> reading) {
    return beside(reading);
  }

  /**
   * What became of a transaction whose commit was unclear.
   *
   * @return whether it was committed
   * @throws RuntimeException if that cannot be known now
   */
  boolean isCommitted(UnclearCommit unclear);

  /** What this database says in its own way. */
  Dialect dialect();

  /**
   * How long what was decided waits to be written before it is answered all the same: then it binds
   * in memory, and the facts count as not recording.
   */
  Duration patience();

  /** The most writes of one transaction; others wait for as long as it takes. */
  int group();

  /** What to look at when something cannot be read or written; ends the words of a refusal. */
  String advice();

  /** Whether it can be reached, as far as is known without asking. */
  boolean isReachable();

  @Override
  void close();
}
