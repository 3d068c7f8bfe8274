package org.sluice.portal.openid;

import org.sluice.core.access.Role;

/**
 * Whom the provider vouched for.
 *
 * @param userId the address, lower-cased
 * @param displayName what the provider calls the person; may be empty
 * @param role what the provider's list makes of the person
 */
public record Vouched(String userId, String displayName, Role role) {}
