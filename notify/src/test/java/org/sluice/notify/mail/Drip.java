package org.sluice.notify.mail;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that says a byte now and then, and never comes to an end. */
public final class Drip {
  private static final int BETWEEN_MILLIS = 10;

  private Drip() {}

  /** Serves one client until it leaves, which it hears first. */
  public static void into(ServerSocket socket, byte[] beginning) {
    try (Socket client = socket.accept()) {
      client.getOutputStream().write(beginning);
      while (true) {
        client.getOutputStream().write('2');
        client.getOutputStream().flush();
        Thread.sleep(BETWEEN_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      // The other side has left.
    }
  }
}
