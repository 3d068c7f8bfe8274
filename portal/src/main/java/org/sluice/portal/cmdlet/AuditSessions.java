package org.sluice.portal.cmdlet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;

/**
 * Where each search session stands. A session is one search: another search under its name begins
 * anew. One that has not been used for longest makes room for a new one: of the same person first,
 * so that nobody takes the place of the others. Thread-safe.
 */
final class AuditSessions {
  /** The most sessions that are remembered. */
  static final int MOST = 1_000;

  /** The most of one person; a search may have the size of {@link AuditQuery#MOST_VALUES}. */
  static final int MOST_OF_USER = 50;

  /** The longest name of a session, in characters. */
  static final int MOST_NAME = 128;

  /** Whose session, and its name. */
  record Key(String userId, String name) {}

  /**
   * How far a search has come.
   *
   * @param behind the place behind which the next answer begins
   * @param answered how many records were answered before it
   * @param matching how many there are in all, once that was counted
   */
  record Progress(AuditPlace behind, long answered, OptionalLong matching) {
    /** Nothing was answered yet. */
    static final Progress NONE = new Progress(AuditPlace.START, 0, OptionalLong.empty());
  }

  /** Where the next answer to a search begins. */
  private record Position(AuditQuery query, Progress next) {}

  /** The one that was not used for longest comes first. */
  private final Map<Key, Position> positions = new LinkedHashMap<>(16, 0.75f, true);

  /** Where the next answer of a session begins. */
  synchronized Progress next(Key session, AuditQuery query) {
    Position known = positions.get(session);
    return known == null || !known.query().equals(query) ? Progress.NONE : known.next();
  }

  /** Whether the session is known as one of another search. */
  synchronized boolean isOfAnother(Key session, AuditQuery query) {
    Position known = positions.get(session);
    return known != null && !known.query().equals(query);
  }

  /** Notes where the answer after this one begins. */
  synchronized void answered(Key session, AuditQuery query, Progress next) {
    positions.put(session, new Position(query, next));
    List<Key> own =
        positions.keySet().stream().filter(k -> k.userId().equals(session.userId())).toList();
    if (own.size() > MOST_OF_USER) {
      positions.remove(own.getFirst());
    } else if (positions.size() > MOST) {
      positions.remove(positions.keySet().iterator().next());
    }
  }
}
