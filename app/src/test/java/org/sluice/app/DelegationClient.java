package org.sluice.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;

/** Asks as Postfix does, on one connection. Not thread-safe. */
public final class DelegationClient implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader in;

  /** Connects to a port of this machine. */
  public DelegationClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
  }

  /** The answer for one external recipient of a message, named after it. */
  public String ask(String login, String message) throws IOException {
    return ask("RCPT", login, message, message + "@elsewhere.test");
  }

  /** The answer at MAIL, as Postfix asks without smtpd_delay_reject. */
  public String askAtMail(String login, String message) throws IOException {
    return ask("MAIL", login, message, "");
  }

  private String ask(String state, String login, String message, String recipient)
      throws IOException {
    String request =
        """
        request=smtpd_access_policy
        protocol_state=%s
        instance=%s
        sasl_username=%s
        recipient=%s

        """
            .formatted(state, message, login, recipient);
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    String answer = in.readLine();
    in.readLine();
    return String.valueOf(answer);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
