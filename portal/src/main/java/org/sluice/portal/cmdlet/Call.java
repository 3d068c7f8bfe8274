package org.sluice.portal.cmdlet;

import java.util.List;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.decision.Settings;

/**
 * One call of a cmdlet.
 *
 * @param skip objects before the page that is wanted; above 0 for the rest of an answer
 * @param sessions where searches of the audit log stand
 * @param warnings what the caller is told beside the result; grows while the cmdlet runs
 */
record Call(
    Administration administration,
    Settings settings,
    Actor actor,
    Arguments arguments,
    int skip,
    AuditSessions sessions,
    List<String> warnings) {

  /** The same call, which changes nothing. */
  Call rehearsed() {
    return new Call(
        administration.rehearsal(), settings, actor, arguments, skip, sessions, warnings);
  }

  void warn(String warning) {
    warnings.add(warning);
  }
}
