package org.sluice.notify.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * SMTP that stops before the line with the single dot. Up to there the server has promised nothing
 * and forgets everything when the connection ends (RFC 5321 section 4.1.1.4); from there on it may
 * have the message, whatever we hear of it.
 */
final class HandOver extends SMTPTransport {
  private final Runnable beforeTheDot;

  HandOver(Session session, URLName name, boolean implicitTls, Runnable beforeTheDot) {
    super(session, name, implicitTls ? "smtps" : "smtp", implicitTls);
    this.beforeTheDot = beforeTheDot;
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    beforeTheDot.run();
    super.finishData();
  }
}
