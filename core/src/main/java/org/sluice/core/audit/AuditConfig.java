package org.sluice.core.audit;

/**
 * How the audit log is set.
 *
 * @param ingestion whether acts and events are recorded; if not, no alert fires either
 * @param retentionDays how long records are kept
 */
public record AuditConfig(boolean ingestion, int retentionDays) {
  /** What everybody is told who looks at alerts or the log while it is off. */
  public static final String OFF =
      "The audit log is off: nothing is recorded and NO ALERT FIRES, and NotifyOutboundSpam and"
          + " alerts.tell-user tell nobody. Turn it on with"
          + " Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true.";
}
