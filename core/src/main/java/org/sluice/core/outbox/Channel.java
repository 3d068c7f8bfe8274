package org.sluice.core.outbox;

/** How something leaves. Each channel waits for itself alone: one that is full fills no other. */
public enum Channel {
  /** A mail that tells administrators, or a user, of something. */
  MAIL,
  /** A mail that reports a refused message to its sender: a flood of these holds up no alert. */
  REPORT,
  /** An HTTP POST to a named receiver. */
  WEBHOOK,
  /** A line to the log server. */
  SYSLOG;

  /** Whether each receiver waits for itself alone, because it is a server of its own. */
  public boolean isByReceiver() {
    return this == WEBHOOK;
  }

  /** Whether it leaves as a mail. */
  public boolean isMail() {
    return switch (this) {
      case MAIL, REPORT -> true;
      case WEBHOOK, SYSLOG -> false;
    };
  }
}
