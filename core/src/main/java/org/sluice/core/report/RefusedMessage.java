package org.sluice.core.report;

import java.util.List;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.SmtpReply;

/**
 * A message that a door accepted in order to report that it is refused.
 *
 * @param messageId no other message has it, of this process or an earlier one
 * @param account the address of the login that submitted it: the report's only receiver
 * @param reply what the client would have read
 * @param reference joins the report to the operator's log line
 * @param envelopeId of ENVID, decoded; empty without
 * @param header bounded as {@link OriginalHeader} is
 */
public record RefusedMessage(
    String messageId,
    String account,
    Reason reason,
    SmtpReply reply,
    String reference,
    String envelopeId,
    List<RefusedRecipient> recipients,
    List<HeaderField> header) {

  public RefusedMessage {
    recipients = List.copyOf(recipients);
    header = List.copyOf(header);
  }

  /** The recipients of whose failure the sender wants to hear. */
  public List<RefusedRecipient> wanted() {
    return recipients.stream().filter(RefusedRecipient::wantsFailure).toList();
  }
}
