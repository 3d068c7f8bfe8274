package org.sluice.notify.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.sluice.notify.courier.LastStep;

/**
 * SMTP that stops before the line with the single dot. Up to there the server has promised nothing
 * and forgets everything when the connection ends (RFC 5321 section 4.1.1.4); from there on it may
 * have the message, whatever we hear of it.
 */
final class HandOver extends SMTPTransport {
  private static final String DOT = ".";

  private final MarkedSocket socket;
  private final boolean implicitTls;
  private final LastStep lastStep;
  private boolean inData;

  /**
   * Speaks over a socket.
   *
   * @param socket what the session's factory hands out, unless TLS is implicit
   */
  HandOver(
      Session session, URLName name, MarkedSocket socket, boolean implicitTls, LastStep lastStep) {
    super(session, name, implicitTls ? "smtps" : "smtp", implicitTls);
    this.socket = socket;
    this.implicitTls = implicitTls;
    this.lastStep = lastStep;
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    lastStep.isNext();
    inData = true;
    super.finishData();
  }

  /**
   * The mark stands as near to the write as can be: what lies between is a matter of luck. With
   * implicit TLS the library makes the socket itself, and what it does before the write lies
   * between too.
   */
  @Override
  protected void sendCommand(String command) throws MessagingException {
    if (inData && command.equals(DOT)) {
      if (implicitTls) {
        lastStep.isNow();
      } else {
        socket.nextWriteIs(lastStep);
      }
    }
    super.sendCommand(command);
  }
}
