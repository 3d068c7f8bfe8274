package org.sluice.notify.syslog;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;
import org.sluice.notify.courier.Deadline;
import org.sluice.notify.courier.LastStep;
import org.sluice.notify.courier.Messenger;
import org.sluice.notify.courier.Trust;

/**
 * Sends lines with their length before them (RFC 6587 section 3.4.1, RFC 5425 section 4.3.1), one
 * connection each. Syslog has no answer: a line counts as delivered when the server has taken all
 * bytes and closes the connection in good order, or at least does not break it.
 */
public final class SyslogMessenger implements Messenger {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_MILLIS = 10_000;
  private static final int CLOSE_MILLIS = 1_000;

  /**
   * The longest dialogue once it is connected. With the time to connect it is less than the minute
   * after which another node takes a delivery for abandoned.
   */
  private static final long DIALOGUE_MILLIS = 30_000;

  private final Supplier<Optional<SyslogServer>> server;
  private final String hostname;
  private final long dialogueMillis;

  /**
   * Asks for the server each time, so that a reloaded configuration holds.
   *
   * @param hostname this machine; {@code -} if it has no name
   */
  public SyslogMessenger(Supplier<Optional<SyslogServer>> server, String hostname) {
    this(server, hostname, DIALOGUE_MILLIS);
  }

  /** Ends a dialogue that takes as long as it is told. */
  SyslogMessenger(Supplier<Optional<SyslogServer>> server, String hostname, long dialogueMillis) {
    this.server = server;
    this.hostname = hostname;
    this.dialogueMillis = dialogueMillis;
  }

  @Override
  public String deliver(Outgoing outgoing, LastStep lastStep) throws NotDelivered {
    SyslogServer to =
        server
            .get()
            .orElseThrow(
                () -> new NotDelivered("No log server is configured ([syslog] server)", false));
    if (!(outgoing.content() instanceof Content.Notice notice)) {
      throw new NotDelivered("A whole message goes by mail only", true);
    }
    byte[] line = SyslogLine.of(outgoing, notice, hostname);
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(to.host(), to.port()), CONNECT_MILLIS);
      plain.setSoTimeout(ANSWER_MILLIS);
      try (var _ = Deadline.of(plain, dialogueMillis)) {
        send(plain, to, line);
      }
      return "taken by " + to.host() + ":" + to.port();
    } catch (IOException e) {
      throw new NotDelivered(
          "The log server " + to.host() + ":" + to.port() + " did not take the line: " + e,
          false,
          e);
    }
  }

  @Override
  public Reach reach(Channel channel) {
    return Reach.allIf(server.get().isPresent());
  }

  private static void send(Socket plain, SyslogServer to, byte[] line)
      throws IOException, NotDelivered {
    if (to.tls()) {
      try (SSLSocket tls = tls(plain, to)) {
        write(tls, line);
      }
    } else {
      write(plain, line);
    }
  }

  private static SSLSocket tls(Socket plain, SyslogServer to) throws IOException, NotDelivered {
    SSLSocket tls =
        (SSLSocket)
            Trust.context(to.caFile())
                .getSocketFactory()
                .createSocket(plain, to.host(), to.port(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  private static void write(Socket socket, byte[] line) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((line.length + " ").getBytes(StandardCharsets.US_ASCII));
    out.write(line);
    out.flush();
    socket.shutdownOutput();
    socket.setSoTimeout(CLOSE_MILLIS);
    try {
      while (socket.getInputStream().read() >= 0) {
        throw new IOException("it answered, which no log server does");
      }
    } catch (SocketTimeoutException e) {
      // It keeps the connection open, and has not refused the line.
    }
  }
}
