package org.sluice.portal.cmdlet;

import java.util.List;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.decision.Settings;

/**
 * One call of a cmdlet.
 *
 * @param from which page is wanted
 * @param sessions where searches of the audit log stand
 * @param warnings what the caller is told beside the result; grows while the cmdlet runs
 */
record Call(
    Administration administration,
    Settings settings,
    Actor actor,
    Arguments arguments,
    Continuation from,
    AuditSessions sessions,
    List<String> warnings) {

  /** The same call, which changes nothing. */
  Call rehearsed() {
    return new Call(
        administration.rehearsal(), settings, actor, arguments, from, sessions, warnings);
  }

  void warn(String warning) {
    warnings.add(warning);
  }
}
