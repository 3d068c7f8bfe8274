package org.sluice.e2e;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.sluice.testkit.MilterPackets;

/**
 * A milter that Postfix asks after Sluice: at the end of a message it refuses what has "spam" in
 * its Subject. Version 2, one thread for each connection.
 */
final class LaterFilter implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  LaterFilter() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket;
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      boolean refuse = false;
      for (int length = in.readInt(); ; length = in.readInt()) {
        char command = (char) in.readByte();
        String content = new String(in.readNBytes(length - 1), StandardCharsets.ISO_8859_1);
        switch (command) {
          case 'O' -> out.write(MilterPackets.packet("negotiate 2 0x0 0x0"));
          case 'D' -> {}
          case 'A' -> refuse = false;
          case 'Q' -> {
            return;
          }
          case 'L' -> {
            refuse |= content.startsWith("Subject\0spam");
            out.write(MilterPackets.of('c'));
          }
          case 'E' -> out.write(MilterPackets.of(refuse ? 'r' : 'c'));
          default -> out.write(MilterPackets.of('c'));
        }
      }
    } catch (IOException e) {
      // The MTA has gone.
      return;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
