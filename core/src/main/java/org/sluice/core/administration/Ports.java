package org.sluice.core.administration;

import org.sluice.core.alert.ActiveSenders;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.SendingHistory;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.outbox.NotificationTest;
import org.sluice.core.outbox.Outbox;

/** What the verbs work on. */
public record Ports(
    FactStore facts,
    LimitLedger ledger,
    AuditLog audit,
    AlertStore alerts,
    Outbox outbox,
    NotificationTest test,
    AccessPorts access,
    SendingHistory history,
    ActiveSenders active) {}
