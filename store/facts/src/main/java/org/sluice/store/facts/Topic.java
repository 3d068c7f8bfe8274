package org.sluice.store.facts;

/** What a node keeps a copy of in memory, and re-reads when another node has changed it. */
public enum Topic {
  /** Who is restricted; one entity, or all. */
  RESTRICTIONS,
  /** The policies and rules. */
  POLICIES,
  /** The alert policies. */
  ALERT_POLICIES,
  /** The administrators. */
  ADMINISTRATORS,
  /** The API tokens. */
  TOKENS,
  /** Whether the audit log is on. */
  AUDIT_SWITCH
}
