package org.sluice.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks a node by policy delegation, as Postfix does for a recipient. */
final class PolicyAsker implements AutoCloseable {
  private static final AtomicInteger MESSAGES = new AtomicInteger();

  private final Socket socket;
  private final BufferedReader in;

  PolicyAsker(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    this.socket =
        new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    socket.setTcpNoDelay(true);
    this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
  }

  /** The action that is answered for one recipient of a new message; {@code null} if none is. */
  String ask(String login) {
    String request =
        """
        request=smtpd_access_policy
        protocol_state=RCPT
        protocol_name=ESMTP
        client_address=127.0.0.1
        sasl_username=%1$s
        sender=%1$s
        recipient=somebody@elsewhere.test
        instance=asked.%2$d

        """
            .formatted(login, MESSAGES.incrementAndGet());
    try {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String action = in.readLine();
      in.readLine();
      return String.valueOf(action);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
