package org.sluice.core.decision;

import java.util.List;
import org.sluice.core.limit.Moment;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission;

/**
 * Words of refusals. The sender reads calm words and a reference, never a limit's value or a count,
 * which would tell a bot how fast it may go.
 */
final class Refusals {
  private Refusals() {}

  /** The refusal for a reason; temporary where its code is. */
  static Decision of(
      Reason reason, String more, SenderIdentity sender, Submission submission, Moment moment) {
    String reference = Reference.of(sender.key(), submission.messageId(), moment.wallMillis());
    String text = reason.words() + " (reference " + reference + ")" + more;
    SmtpReply reply = new SmtpReply(reason.code(), reason.status(), bounded(text));
    return reply.isTemporary()
        ? new Decision.Defer(reason, reply, reference)
        : new Decision.Reject(reason, reply, reference);
  }

  /**
   * A restricted sender's refusal, with the advice and the contact; copies of a crossing message.
   */
  static Decision restricted(
      SenderIdentity sender,
      Settings settings,
      Submission submission,
      Moment moment,
      List<String> copies) {
    Decision refusal =
        switch (sender) {
          case SenderIdentity.User user ->
              of(Reason.RESTRICTED_USER, advice(settings), user, submission, moment);
          case SenderIdentity.RelayClient relay ->
              of(Reason.BLOCKED_CONNECTOR, "", relay, submission, moment);
        };
    return refusal instanceof Decision.Reject reject && !copies.isEmpty()
        ? new Decision.Reject(reject.reason(), reject.reply(), reject.reference(), copies)
        : refusal;
  }

  private static String advice(Settings settings) {
    String contact = settings.contact().isEmpty() ? "" : " " + settings.contact();
    return ". " + settings.advice() + contact;
  }

  private static String bounded(String text) {
    return text.length() <= SmtpReply.MAX_TEXT ? text : text.substring(0, SmtpReply.MAX_TEXT);
  }
}
