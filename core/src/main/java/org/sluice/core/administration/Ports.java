package org.sluice.core.administration;

import org.sluice.core.audit.AuditLog;
import org.sluice.core.limit.LimitLedger;

/** What the verbs work on. */
public record Ports(FactStore facts, LimitLedger ledger, AuditLog audit) {}
