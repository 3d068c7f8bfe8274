package org.sluice.core.administration;

import org.sluice.core.access.Role;
import org.sluice.core.mail.Domains;

/**
 * Who calls a verb, through whatever door.
 *
 * @param userId for the audit log
 * @param role what it may do
 * @param clientIp from where it came; empty if from this process
 * @param domains whose senders it sees and changes; none is no limit
 */
public record Actor(String userId, Role role, String clientIp, Domains domains) {

  /** An actor who is limited to no domains. */
  public Actor(String userId, Role role, String clientIp) {
    this(userId, role, clientIp, Domains.ALL);
  }

  /** Whether a sender, by its name, is one of those that this actor sees. */
  public boolean sees(String entity) {
    return domains.includes(entity);
  }

  /** Whether this actor may do what needs a role and concerns the whole organization. */
  public boolean mayForAll(Role needed) {
    return role.includes(needed) && domains.isAll();
  }
}
