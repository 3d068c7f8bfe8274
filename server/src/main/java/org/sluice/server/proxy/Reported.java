package org.sluice.server.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sluice.core.decision.Decision;
import org.sluice.core.report.DsnParameters;
import org.sluice.core.report.OriginalHeader;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.RefusedRecipient;
import org.sluice.protocol.smtp.HeaderBlock;
import org.sluice.protocol.smtp.HeaderFields;

/**
 * What a report would tell of a message. Of one whose refusal would be a reply nothing is kept.
 * Bounds: the recipients that the session allows, the header block's and {@link OriginalHeader}'s.
 * Not thread-safe.
 */
final class Reported {
  private final Optional<String> account;
  private final String envelopeId;
  private final List<RefusedRecipient> recipients = new ArrayList<>();

  /** The refusal of a message that comes in chunks of which some are still to come. */
  private Optional<Decision.Reject> refusal = Optional.empty();

  private long swallowed;

  /**
   * @param account to whom a refusal is reported; empty if that is to be a reply
   * @param ofMail the parameters of MAIL
   */
  Reported(Optional<String> account, List<String> ofMail) {
    this.account = account;
    this.envelopeId = account.isPresent() ? DsnParameters.envelopeId(ofMail) : "";
  }

  /** Whether a refusal is reported. */
  boolean isKept() {
    return account.isPresent();
  }

  void recipient(String address, List<String> ofRcpt) {
    if (isKept()) {
      recipients.add(RefusedRecipient.of(address, ofRcpt));
    }
  }

  /** What to report; empty if the answer is a reply: also to what a machine wrote. */
  Optional<RefusedMessage> refused(String messageId, HeaderBlock head, Decision.Reject refusal) {
    if (account.isEmpty()) {
      return Optional.empty();
    }
    OriginalHeader header = new OriginalHeader();
    HeaderFields.read(head.bytes(), head.headerLength(), header::add);
    return header.isAutomatic()
        ? Optional.empty()
        : Optional.of(
            new RefusedMessage(
                messageId,
                account.get(),
                refusal.reason(),
                refusal.reply(),
                refusal.reference(),
                envelopeId,
                recipients,
                header.fields()));
  }

  /** Chunks of a refused message that are still to come are read, and then it is reported. */
  void later(Decision.Reject decision) {
    refusal = Optional.of(decision);
  }

  /** The refusal that waits for the last chunk. */
  Optional<Decision.Reject> waiting() {
    return refusal;
  }

  /** Whether that many bytes more may be read to accept the message. */
  boolean mayRead(long bytes) {
    swallowed += bytes;
    return swallowed <= ProxyBounds.MOST_SWALLOWED;
  }
}
