package org.sluice.core.administration;

import java.util.List;
import java.util.Map;
import org.sluice.core.access.Role;
import org.sluice.core.access.WebSession;
import org.sluice.core.access.WebSessions;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.mail.Addresses;

/**
 * Sessions of browsers: one's own, and as a Global Administrator who is limited to no domains those
 * of others.
 */
public final class SessionVerbs {
  private final Act act;
  private final WebSessions sessions;

  SessionVerbs(Act act, AccessPorts ports) {
    this.act = act;
    this.sessions = ports.sessions();
  }

  /** The sessions of an administrator, the last used first. */
  public List<WebSession> list(Actor actor, String userId) {
    String owner = owner(actor, userId, "list sessions");
    return sessions.sessions(owner);
  }

  /**
   * Ends all sessions of an administrator.
   *
   * @param spared the SHA-256 of one that goes on; empty for none
   */
  public void end(Actor actor, String userId, String spared) {
    AuditOperation operation = AuditOperation.REMOVE_SESSION;
    String owner = owner(actor, userId, operation.title());
    var _ =
        act.inTurn(
            actor,
            Role.SecurityReader,
            operation,
            () -> {
              sessions.endOthers(
                  owner,
                  spared,
                  act.record(actor, operation, owner, Map.of("Identity", owner), List.of()));
              return owner;
            });
  }

  private static String owner(Actor actor, String userId, String verb) {
    String owner = Addresses.lower(userId.strip());
    Act.require(actor, Role.SecurityReader, verb);
    if (!owner.equals(actor.userId())) {
      Act.require(actor, Role.GlobalAdministrator, verb);
      Act.requireAll(actor, verb);
    }
    return owner;
  }
}
