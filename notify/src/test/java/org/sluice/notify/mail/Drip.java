package org.sluice.notify.mail;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A server that says a byte now and then, and never comes to an end. */
public final class Drip {
  private static final int BETWEEN_MILLIS = 10;

  private Drip() {}

  /** Serves one client until it leaves, which it hears first. */
  public static void into(ServerSocket socket, byte[] beginning) {
    try (Socket client = socket.accept()) {
      client.getOutputStream().write(beginning);
      do {
        client.getOutputStream().write('2');
        client.getOutputStream().flush();
      } while (!hasLeft(client));
    } catch (IOException e) {
      // The other side has left.
    }
  }

  /** Listens for a while; what the client says is of no interest. */
  private static boolean hasLeft(Socket client) throws IOException {
    client.setSoTimeout(BETWEEN_MILLIS); // Not before: the first byte ends a handshake of TLS.
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }
}
