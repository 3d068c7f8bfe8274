package org.sluice.notify.mail;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/**
 * Speaks TLS over sockets that the mail library makes itself, and can close those: what waits for a
 * lock of TLS waits no longer then. Thread-safe.
 */
final class TlsSockets extends SSLSocketFactory implements Closeable {
  private final SSLSocketFactory factory;

  /** Guarded by itself. */
  private final List<Socket> below = new ArrayList<>();

  private boolean closed;

  TlsSockets(SSLSocketFactory factory) {
    this.factory = factory;
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    synchronized (below) {
      below.add(plain);
      if (closed) {
        plain.close();
      }
    }
    return factory.createSocket(plain, host, port, autoClose);
  }

  @Override
  public void close() throws IOException {
    synchronized (below) {
      closed = true;
      for (Socket plain : below) {
        plain.close();
      }
    }
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw connected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw connected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw connected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw connected();
  }

  private static UnsupportedOperationException connected() {
    return new UnsupportedOperationException("the mail library connects its sockets itself");
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return factory.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return factory.getSupportedCipherSuites();
  }
}
