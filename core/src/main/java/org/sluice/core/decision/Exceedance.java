package org.sluice.core.decision;

import org.sluice.core.limit.LimitKind;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * That a sender went above a limit of its policy and was let pass.
 *
 * @param policy the policy's name
 * @param reason why it passed
 */
public record Exceedance(
    RestrictedEntity entity,
    String policy,
    LimitKind limit,
    Reason reason,
    Counts counts,
    Evidence evidence) {}
