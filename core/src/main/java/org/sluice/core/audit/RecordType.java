package org.sluice.core.audit;

/** Kinds of audit records. Exchange's names. */
public enum RecordType {
  /** An administrative act. */
  ExchangeAdmin,
  /** A listing or delisting, a limit exceeded or nearly so. */
  HygieneEvent,
  /** An alert that fired or closed. */
  SecurityComplianceAlerts,
  /** A sign-in to the portal. */
  AzureActiveDirectoryStsLogon
}
