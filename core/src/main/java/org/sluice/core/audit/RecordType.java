package org.sluice.core.audit;

/** Kinds of audit records. Exchange's names. */
public enum RecordType {
  /** An administrative act. */
  ExchangeAdmin,
  /** A listing or delisting, or a limit exceeded. */
  HygieneEvent
}
