package org.sluice.core.outbox;

/** The closed list of notices. */
public enum NoticeKind {
  /** To those whom an alert policy names. */
  ALERT,
  /** To the same: what an alert told of is over. */
  ALERT_CLOSED,
  /** To those whom an outbound spam policy names (NotifyOutboundSpam). */
  OUTBOUND_SPAM,
  /** To the user who was restricted. */
  USER_RESTRICTED,
  /** To see whether notices arrive. */
  TEST
}
