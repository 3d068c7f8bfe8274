package org.sluice.protocol.milter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.Submission;
import org.sluice.core.report.DsnParameters;
import org.sluice.core.report.OriginalHeader;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.RefusedRecipient;

/**
 * What a report would tell of the present message. Nothing is kept of a message whose refusal would
 * be a reply. Bounds: those of {@link OriginalHeader}, and the session's recipients. Not
 * thread-safe.
 */
final class ReportNotes {
  private final OriginalHeader header = new OriginalHeader();
  private final List<RefusedRecipient> recipients = new ArrayList<>();
  private Optional<String> account = Optional.empty();
  private String envelopeId = "";

  /**
   * A message begins.
   *
   * @param toAccount to whom its refusal is reported; empty if that is to be a reply
   */
  void begin(Optional<String> toAccount, List<String> parameters) {
    account = toAccount;
    envelopeId = toAccount.isPresent() ? DsnParameters.envelopeId(parameters) : "";
  }

  /** Whether a refusal is reported. */
  boolean isKept() {
    return account.isPresent();
  }

  void recipient(Parsed.Rcpt rcpt) {
    if (isKept()) {
      recipients.add(RefusedRecipient.of(rcpt.address(), rcpt.parameters()));
    }
  }

  void header(Parsed.Header field) {
    if (isKept()) {
      header.add(field.name(), field.value());
    }
  }

  /** What to report; empty if the answer is a reply: also to what a machine wrote. */
  Optional<RefusedMessage> refused(Submission question, Decision decision) {
    boolean whole = question.stage() == Submission.Stage.MESSAGE;
    return account.isPresent()
            && whole
            && decision instanceof Decision.Reject reject
            && !header.isAutomatic()
        ? Optional.of(
            new RefusedMessage(
                question.messageId(),
                account.get(),
                reject.reason(),
                reject.reply(),
                reject.reference(),
                envelopeId,
                recipients,
                header.fields()))
        : Optional.empty();
  }

  void clear() {
    account = Optional.empty();
    envelopeId = "";
    recipients.clear();
    header.clear();
  }
}
