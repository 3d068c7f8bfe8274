package org.sluice.notify.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.Closeable;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;
import org.sluice.notify.courier.Deadline;
import org.sluice.notify.courier.LastStep;
import org.sluice.notify.courier.Messenger;
import org.sluice.notify.courier.Secret;
import org.sluice.notify.courier.Trust;

/** Submits mail (RFC 6409). One connection for each message: notices are few. */
public final class MailMessenger implements Messenger {
  private static final String CONNECT_MILLIS = "10000";
  private static final int ANSWER_MILLIS = 60_000;

  /**
   * The longest dialogue, from connecting to the answer to the dot. It is less than the time after
   * which another node takes a mail for abandoned.
   */
  private static final long DIALOGUE_MILLIS = 180_000;

  private static final int FOR_GOOD = 500;

  private final Supplier<Optional<MailServer>> server;
  private final String answerMillis;
  private final long dialogueMillis;

  /** Asks for the server each time, so that a reloaded configuration holds. */
  public MailMessenger(Supplier<Optional<MailServer>> server) {
    this(server, ANSWER_MILLIS, DIALOGUE_MILLIS);
  }

  /**
   * Waits as long as it is told.
   *
   * @param answerMillis the longest wait for one read or write, the TLS handshake's included
   * @param dialogueMillis the longest of all together
   */
  MailMessenger(Supplier<Optional<MailServer>> server, int answerMillis, long dialogueMillis) {
    this.server = server;
    this.answerMillis = Integer.toString(answerMillis);
    this.dialogueMillis = dialogueMillis;
  }

  @Override
  public String deliver(Outgoing outgoing, LastStep lastStep) throws NotDelivered {
    MailServer to =
        server
            .get()
            .orElseThrow(
                () -> new NotDelivered("No mail server is configured ([mail] server)", false));
    MarkedSocket.Factory sockets = new MarkedSocket.Factory();
    Optional<TlsSockets> tls = tls(to);
    Session session = Session.getInstance(properties(to, sockets, tls));
    HandOver transport =
        new HandOver(
            session,
            new URLName(protocol(to), to.host(), to.port(), null, null, null),
            sockets.socket(),
            to.tls() == MailServer.Tls.IMPLICIT,
            lastStep);
    Closeable connection =
        to.tls() == MailServer.Tls.IMPLICIT ? tls.orElseThrow() : sockets.socket();
    try (Deadline deadline = Deadline.of(connection, dialogueMillis)) {
      return send(transport, MailMessage.of(outgoing, to, session), to, outgoing.to(), deadline);
    } catch (MessagingException e) {
      throw notDelivered(to, e);
    } finally {
      end(transport);
    }
  }

  @Override
  public Reach reach(Channel channel) {
    return Reach.allIf(server.get().isPresent());
  }

  private static Optional<TlsSockets> tls(MailServer to) throws NotDelivered {
    return to.tls() == MailServer.Tls.NONE
        ? Optional.empty()
        : Optional.of(new TlsSockets(Trust.context(to.caFile()).getSocketFactory()));
  }

  private String send(
      HandOver transport, SMTPMessage message, MailServer to, String recipient, Deadline deadline)
      throws MessagingException, NotDelivered {
    try {
      connect(transport, to);
      transport.sendMessage(message, new Address[] {new InternetAddress(recipient)});
      return oneLine(transport.getLastServerResponse());
    } catch (MessagingException e) {
      if (deadline.isOver()) {
        throw new NotDelivered(
            where(to) + " had not taken the mail after " + dialogueMillis / 1_000 + " s", false, e);
      }
      throw e;
    }
  }

  private static void connect(HandOver transport, MailServer to)
      throws MessagingException, NotDelivered {
    if (to.passwordFile().isEmpty()) {
      transport.connect(to.host(), to.port(), null, null);
    } else {
      transport.connect(to.host(), to.port(), to.user(), Secret.read(to.passwordFile().get()));
    }
  }

  /** The transport reads the properties of the protocol that its URL names, and no others. */
  private static String protocol(MailServer to) {
    return to.tls() == MailServer.Tls.IMPLICIT ? "smtps" : "smtp";
  }

  private Properties properties(
      MailServer to, MarkedSocket.Factory sockets, Optional<TlsSockets> tls) {
    Properties p = new Properties();
    String prefix = "mail." + protocol(to) + ".";
    p.put(prefix + "socketFactory", sockets);
    // Else a second try goes past our socket, or to whom only the machine's authorities vouch for.
    p.put(prefix + "socketFactory.fallback", "false");
    p.put(prefix + "connectiontimeout", CONNECT_MILLIS);
    p.put(prefix + "timeout", answerMillis);
    p.put(prefix + "writetimeout", answerMillis);
    p.put(prefix + "auth", Boolean.toString(!to.user().isEmpty()));
    p.put(prefix + "localhost", to.from().substring(to.from().indexOf('@') + 1));
    p.put(prefix + "quitwait", "false");
    if (tls.isPresent()) {
      p.put(prefix + "ssl.checkserveridentity", "true");
      p.put(prefix + "ssl.socketFactory", tls.get());
    }
    if (to.tls() == MailServer.Tls.STARTTLS) {
      p.put(prefix + "starttls.enable", "true");
      p.put(prefix + "starttls.required", "true");
    }
    return p;
  }

  private static NotDelivered notDelivered(MailServer to, MessagingException e) {
    String where = where(to);
    return switch (e) {
      case AuthenticationFailedException failed ->
          new NotDelivered(
              where + " refuses the login " + to.user() + ": " + oneLine(failed.getMessage()),
              false,
              failed);
      case AddressException bad -> new NotDelivered("No address: " + bad.getRef(), true, bad);
      default ->
          new NotDelivered(where + " did not take the mail: " + told(e), code(e) >= FOR_GOOD, e);
    };
  }

  private static String where(MailServer to) {
    return to.host() + ":" + to.port();
  }

  /** The reply code; 0 if there was none. */
  private static int code(Exception e) {
    return switch (e) {
      case SMTPAddressFailedException failed -> failed.getReturnCode();
      case SMTPSenderFailedException failed -> failed.getReturnCode();
      case SMTPSendFailedException failed when failed.getReturnCode() > 0 -> failed.getReturnCode();
      case MessagingException m when m.getNextException() != null -> code(m.getNextException());
      default -> 0;
    };
  }

  /** What the server said of the recipient comes before "invalid addresses". */
  private static String told(MessagingException e) {
    Exception next = e.getNextException();
    String own = oneLine(e.getMessage());
    return next == null ? own : own + ": " + oneLine(next.getMessage());
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).strip().replaceAll("[^\\x20-\\x7e]+", " ");
  }

  private static void end(HandOver transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      // The answer to the message is known; how the connection ends does not matter.
    }
  }
}
