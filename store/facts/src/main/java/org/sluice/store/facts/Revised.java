package org.sluice.store.facts;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.sluice.core.administration.Refusal;

/**
 * What is kept and replaced as a whole, with this node's copy of it. Who replaces it must have seen
 * the last change of any node. Reading is thread-safe; all else is for the thread of the facts.
 */
final class Revised<T> {
  private record Known<T>(T value, long revision) {}

  private final Topic topic;
  private final Function<Handle, T> reading;
  private volatile Known<T> known;
  private long revision;

  Revised(Topic topic, Function<Handle, T> reading, Handle handle) {
    this.topic = topic;
    this.reading = reading;
    this.known = read(handle);
  }

  private Known<T> read(Handle handle) {
    long revision = Dialect.of(handle).revision(handle, topic);
    return new Known<>(reading.apply(handle), revision);
  }

  T value() {
    return known.value();
  }

  void refresh(Handle handle) {
    known = read(handle);
  }

  /**
   * Within the transaction that replaces it, and before it is written.
   *
   * @throws Refusal if somebody has replaced meanwhile what the change was made of
   */
  void require(Handle handle, T before) {
    if (!known.value().equals(before)
        || known.revision() != Dialect.of(handle).revision(handle, topic)) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          "Nothing was changed: somebody has changed the same on another node at this moment."
              + " Look at it again, and repeat what still has to be done.");
    }
  }

  /** Within the transaction: counts the change, and tells the other nodes. */
  void changed(Handle handle) {
    Dialect dialect = Dialect.of(handle);
    dialect.changed(handle, topic, "");
    revision = dialect.revision(handle, topic);
  }

  /** The transaction is committed. */
  void replace(T after) {
    known = new Known<>(after, revision);
  }
}
