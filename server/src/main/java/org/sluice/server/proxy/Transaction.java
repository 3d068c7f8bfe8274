package org.sluice.server.proxy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.Submission;
import org.sluice.protocol.smtp.ContentScanner;
import org.sluice.protocol.smtp.HeaderBlock;
import org.sluice.protocol.smtp.MailPath;

/** One message on its way, from MAIL to the next hop's last word. Not thread-safe. */
final class Transaction {
  private final String messageId;
  private final byte[] mailLine;
  private final EnvelopeSender sender;
  private final Reported reported;
  private final boolean alone;
  private final Set<Recipient> recipients = new LinkedHashSet<>();

  /** The content of BDAT, over all its chunks. */
  private final ContentScanner chunks = ContentScanner.ofChunks();

  private OptionalLong chunkedSinceMillis = OptionalLong.empty();

  private final HeaderBlock head = new HeaderBlock();
  private Optional<Submission> charged = Optional.empty();
  private boolean judged;
  private boolean delivered;
  private boolean failed;

  /**
   * @param reported what a report would tell
   * @param alone whether the next hop hears nothing of it: it is taken to be reported
   */
  Transaction(
      String messageId, byte[] mailLine, EnvelopeSender sender, Reported reported, boolean alone) {
    this.messageId = messageId;
    this.mailLine = mailLine;
    this.sender = sender;
    this.reported = reported;
    this.alone = alone;
  }

  String messageId() {
    return messageId;
  }

  /** MAIL as the client said it. */
  byte[] mailLine() {
    return mailLine;
  }

  EnvelopeSender sender() {
    return sender;
  }

  /** The recipients that were taken; each once. */
  List<Recipient> recipients() {
    return List.copyOf(recipients);
  }

  boolean hasRecipients() {
    return !recipients.isEmpty();
  }

  /** Whether one more would be more than this many. */
  boolean isFull(Recipient recipient, int most) {
    return recipients.size() >= most && !recipients.contains(recipient);
  }

  /** One more, with the path and parameters that named it. */
  void add(Recipient recipient, MailPath path) {
    if (recipients.add(recipient)) {
      reported.recipient(path.address(), path.parameters());
    }
  }

  Reported reported() {
    return reported;
  }

  /** Whether the next hop has not heard of it. */
  boolean isAlone() {
    return alone;
  }

  ContentScanner chunks() {
    return chunks;
  }

  HeaderBlock head() {
    return head;
  }

  /** What was counted for it and not yet delivered. */
  Optional<Submission> charged() {
    return charged;
  }

  void charge(Submission submission) {
    charged = Optional.of(submission);
  }

  /** The next hop has it: what was counted stays counted. */
  void deliver() {
    delivered = true;
    charged = Optional.empty();
  }

  /** It was refused: nothing was counted. */
  void refuse() {
    charged = Optional.empty();
  }

  boolean isDelivered() {
    return delivered;
  }

  /** Whether it comes by BDAT; DATA cannot follow (RFC 3030, section 2). */
  boolean isChunked() {
    return chunkedSinceMillis.isPresent();
  }

  /**
   * One more chunk comes.
   *
   * @param nowMillis of a monotonic clock
   * @return when the first one came
   */
  long chunk(long nowMillis) {
    if (chunkedSinceMillis.isEmpty()) {
      chunkedSinceMillis = OptionalLong.of(nowMillis);
    }
    return chunkedSinceMillis.getAsLong();
  }

  boolean isJudged() {
    return judged;
  }

  void judge() {
    judged = true;
  }

  /** Whether no further chunk of it can be taken. */
  boolean isFailed() {
    return failed;
  }

  void fail() {
    failed = true;
  }
}
