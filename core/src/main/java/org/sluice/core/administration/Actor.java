package org.sluice.core.administration;

/**
 * Who calls a verb, through whatever door.
 *
 * @param userId for the audit log
 * @param role what it may do
 * @param clientIp from where it came; empty if from this process
 */
public record Actor(String userId, Role role, String clientIp) {}
