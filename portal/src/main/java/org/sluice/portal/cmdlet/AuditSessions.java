package org.sluice.portal.cmdlet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;

/**
 * Where each search session stands. A session is one search: another search under its name begins
 * anew. A session that has not been used for long makes room for a new one. Thread-safe.
 */
final class AuditSessions {
  /** The most sessions that are remembered. */
  static final int MOST = 1_000;

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

  private final Map<String, Position> positions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Position> eldest) {
          return size() > MOST;
        }
      };

  /** Where the next answer of a session begins. */
  synchronized Progress next(String session, AuditQuery query) {
    Position known = positions.get(session);
    return known == null || !known.query().equals(query) ? Progress.NONE : known.next();
  }

  /** Whether the session is known as one of another search. */
  synchronized boolean isOfAnother(String session, AuditQuery query) {
    Position known = positions.get(session);
    return known != null && !known.query().equals(query);
  }

  /** Notes where the answer after this one begins. */
  synchronized void answered(String session, AuditQuery query, Progress next) {
    positions.put(session, new Position(query, next));
  }
}
