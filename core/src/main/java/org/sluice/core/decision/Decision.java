package org.sluice.core.decision;

import java.util.List;
import org.sluice.core.mail.SmtpReply;

/** The answer to one submission. */
public sealed interface Decision {

  /** Why. */
  Reason reason();

  /** Who gets a copy of this message, because it exceeded a limit; usually nobody. */
  default List<String> copies() {
    return List.of();
  }

  /** Let it pass; other checks of the MTA follow. */
  record Permit(Reason reason, List<String> copies) implements Decision {
    public Permit {
      copies = List.copyOf(copies);
    }

    /** Without copies. */
    public Permit(Reason reason) {
      this(reason, List.of());
    }

    /** Not Sluice's business. */
    public static final Permit INBOUND = new Permit(Reason.INBOUND);

    /** Asked about the sender alone. */
    public static final Permit NOT_RESTRICTED = new Permit(Reason.NOT_RESTRICTED);

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
  record Reject(Reason reason, SmtpReply reply, String reference, List<String> copies)
      implements Decision {
    public Reject {
      copies = List.copyOf(copies);
    }

    /** Without copies. */
    public Reject(Reason reason, SmtpReply reply, String reference) {
      this(reason, reply, reference, List.of());
    }
  }
}
