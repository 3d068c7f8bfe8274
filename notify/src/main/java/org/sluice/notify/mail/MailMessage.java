package org.sluice.notify.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;

/**
 * Makes the message: a notice in its words, as text and as HTML (RFC 2046 section 5.1.4), or a
 * whole message as it is.
 *
 * <p>The Message-ID of an alert's mail is made of the alert, so that all who are told of it answer
 * within one thread (decision 0043); of another notice it is made of the delivery's key. Should a
 * message be sent twice all the same, receivers that look for repetitions know it (RFC 5322 section
 * 3.6.4). {@code Auto-Submitted} keeps vacation programs from answering (RFC 3834).
 */
final class MailMessage {
  private static final String HIGH = "High";
  private static final String ALERT = "alert:";

  private MailMessage() {}

  static SMTPMessage of(Outgoing outgoing, MailServer server, Session session)
      throws MessagingException {
    return switch (outgoing.content()) {
      case Content.Notice notice -> notice(outgoing, notice, server, session);
      case Content.Message whole -> whole(whole, session);
    };
  }

  private static SMTPMessage whole(Content.Message whole, Session session)
      throws MessagingException {
    SMTPMessage message = new SMTPMessage(session, new ByteArrayInputStream(whole.bytes()));
    message.setEnvelopeFrom(whole.envelopeSender().isEmpty() ? "<>" : whole.envelopeSender());
    return message;
  }

  private static SMTPMessage notice(
      Outgoing outgoing, Content.Notice notice, MailServer server, Session session)
      throws MessagingException {
    String id = messageId(thread(outgoing, notice), server.from());
    SMTPMessage message =
        new SMTPMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    message.setFrom(author(server));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(outgoing.to()));
    message.setSubject(NoticeWords.subject(notice), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(outgoing.created()));
    reference(message, notice, server);
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("X-Auto-Response-Suppress", "All");
    if (notice.field("Severity").equals(HIGH) && notice.kind() != NoticeKind.ALERT_CLOSED) {
      message.setHeader("Importance", "high");
    }
    MimeMultipart parts = new MimeMultipart("alternative");
    parts.addBodyPart(part(NoticeWords.text(notice), "plain"));
    parts.addBodyPart(part(NoticeHtml.of(notice), "html"));
    message.setContent(parts);
    message.setEnvelopeFrom(server.envelopeSender());
    message.saveChanges();
    return message;
  }

  private static InternetAddress author(MailServer server) throws MessagingException {
    try {
      return new InternetAddress(server.from(), "Sluice", StandardCharsets.UTF_8.name());
    } catch (UnsupportedEncodingException e) {
      throw new MessagingException("Every Java has UTF-8", e);
    }
  }

  private static MimeBodyPart part(String text, String kind) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, StandardCharsets.UTF_8.name(), kind);
    part.setHeader("Content-Transfer-Encoding", "quoted-printable");
    return part;
  }

  /** What those who are told of the same have in common. */
  private static String thread(Outgoing outgoing, Content.Notice notice) {
    String alert = notice.field("AlertId");
    if (alert.isEmpty() && !notice.field("Thread").isEmpty()) {
      return notice.field("Thread");
    }
    return alert.isEmpty()
        ? outgoing.key()
        : (notice.kind() == NoticeKind.ALERT_CLOSED ? "alert-closed:" : ALERT) + alert;
  }

  /** That an alert is over is an answer to it, and to what was told directly of the same. */
  private static void reference(SMTPMessage message, Content.Notice notice, MailServer server)
      throws MessagingException {
    if (notice.kind() == NoticeKind.ALERT_CLOSED) {
      String thread = notice.field("Thread");
      String alert = messageId(ALERT + notice.field("AlertId"), server.from());
      String all = thread.isEmpty() ? alert : messageId(thread, server.from()) + " " + alert;
      message.setHeader("In-Reply-To", all);
      message.setHeader("References", all);
    }
  }

  static String messageId(String key, String from) {
    UUID id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    return "<" + id + "@" + from.substring(from.indexOf('@') + 1) + ">";
  }
}
