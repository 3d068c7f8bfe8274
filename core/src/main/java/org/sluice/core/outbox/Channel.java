package org.sluice.core.outbox;

/** How something leaves. */
public enum Channel {
  /** A mail to one address. */
  MAIL,
  /** An HTTP POST to a named receiver. */
  WEBHOOK,
  /** A line to the log server. */
  SYSLOG
}
