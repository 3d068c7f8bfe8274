package org.sluice.server.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A TCP connection, perhaps with TLS over it.
 *
 * @param raw closed without a word of TLS, which could wait for a peer that is gone
 * @param spoken the socket that is read and written: {@code raw} or TLS over it
 */
record SocketLink(Socket raw, Socket spoken, InputStream in, OutputStream out) implements Link {

  static SocketLink of(Socket socket) throws IOException {
    return over(socket, socket);
  }

  static SocketLink over(Socket raw, Socket spoken) throws IOException {
    return new SocketLink(raw, spoken, spoken.getInputStream(), spoken.getOutputStream());
  }

  @Override
  public void stopReading() throws IOException {
    raw.shutdownInput();
  }

  @Override
  public void stopWriting() throws IOException {
    spoken.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
