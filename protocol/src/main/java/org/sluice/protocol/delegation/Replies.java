package org.sluice.protocol.delegation;

import java.nio.charset.StandardCharsets;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.SmtpReply;

/**
 * Decisions as the bytes of an answer (access(5), SMTPD_POLICY_README). Thread-safe.
 *
 * <p>A permit is {@code DUNNO}, never {@code OK}: OK would skip the checks after ours.
 */
public final class Replies {
  /** No opinion: other checks of the MTA follow. */
  public static final String DUNNO = "action=DUNNO\n\n";

  private Replies() {}

  /** Whether this decision is answered with {@link #DUNNO}. */
  public static boolean isDunno(Decision decision) {
    return decision instanceof Decision.Permit;
  }

  /** The whole answer, blank line included; ASCII. */
  public static byte[] bytes(Decision decision) {
    return switch (decision) {
      case Decision.Permit _ -> DUNNO.getBytes(StandardCharsets.US_ASCII);
      case Decision.Defer defer -> refusal(defer.reply());
      case Decision.Reject reject -> refusal(reject.reply());
    };
  }

  /** An SmtpReply holds printable ASCII on one line, so nothing here can end the answer early. */
  private static byte[] refusal(SmtpReply reply) {
    return ("action=" + reply + "\n\n").getBytes(StandardCharsets.US_ASCII);
  }
}
