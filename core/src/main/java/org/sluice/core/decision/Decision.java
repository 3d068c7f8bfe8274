package org.sluice.core.decision;

import org.sluice.core.mail.SmtpReply;

/** The answer to one submission. */
public sealed interface Decision {

  /** Why. */
  Reason reason();

  /** Let it pass; other checks of the MTA follow. */
  record Permit(Reason reason) implements Decision {
    /** Not Sluice's business. */
    public static final Permit INBOUND = new Permit(Reason.INBOUND);

    /** Counted, all limits kept. */
    public static final Permit WITHIN_LIMITS = new Permit(Reason.WITHIN_LIMITS);
  }

  /**
   * Not now.
   *
   * @param reference joins the sender's text to the operator's log line
   */
  record Defer(Reason reason, SmtpReply reply, String reference) implements Decision {}

  /**
   * No.
   *
   * @param reference joins the sender's text to the operator's log line
   */
  record Reject(Reason reason, SmtpReply reply, String reference) implements Decision {}
}
