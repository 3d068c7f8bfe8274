package org.sluice.server.proxy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.Submission;
import org.sluice.protocol.smtp.ContentScanner;
import org.sluice.protocol.smtp.HeaderBlock;

/** One message on its way, from MAIL to the next hop's last word. Not thread-safe. */
final class Transaction {
  private final String messageId;
  private final byte[] mailLine;
  private final EnvelopeSender sender;
  private final Set<Recipient> recipients = new LinkedHashSet<>();

  /** The content of BDAT, over all its chunks. */
  private final ContentScanner chunks = ContentScanner.ofChunks();

  private final HeaderBlock head = new HeaderBlock();
  private Optional<Submission> charged = Optional.empty();
  private boolean judged;
  private boolean chunked;
  private boolean delivered;
  private boolean failed;

  Transaction(String messageId, byte[] mailLine, EnvelopeSender sender) {
    this.messageId = messageId;
    this.mailLine = mailLine;
    this.sender = sender;
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

  /** The recipients that the next hop has taken; each once. */
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

  void add(Recipient recipient) {
    recipients.add(recipient);
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
    return chunked;
  }

  void chunk() {
    chunked = true;
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
