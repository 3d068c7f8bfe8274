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

  /** Where the last answer to a search began, and where the next one begins. */
  private record Position(AuditQuery query, Progress last, Progress next) {}

  private final Map<String, Position> positions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Position> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Where a call's answer begins.
   *
   * @param again whether the call wants the rest of the answer before: the pages behind the first
   */
  synchronized Progress begin(String session, AuditQuery query, boolean again) {
    Position known = positions.get(session);
    if (known == null || !known.query().equals(query)) {
      return Progress.NONE;
    }
    return again ? known.last() : known.next();
  }

  /** Whether the session is known as one of another search. */
  synchronized boolean isOfAnother(String session, AuditQuery query) {
    Position known = positions.get(session);
    return known != null && !known.query().equals(query);
  }

  /** Notes what was answered: where it began, and where the next answer begins. */
  synchronized void answered(String session, AuditQuery query, Progress from, Progress next) {
    positions.put(session, new Position(query, from, next));
  }
}
