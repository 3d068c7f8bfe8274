package org.sluice.notify.mail;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.sluice.notify.courier.LastStep;

/**
 * A socket that tells of one write directly before its system call: what the mail library does
 * between a command and its bytes (buffers, a timer for each write, encryption) is then done
 * already. It reads no more than {@value #MOST_READ} bytes: the library keeps an answer of many
 * lines in memory until its last. Used by one thread; another may close it.
 */
final class MarkedSocket extends Socket {
  /** The most bytes that a server may say in one dialogue. */
  static final int MOST_READ = 1_000_000;

  private LastStep awaited = LastStep.UNHEARD;

  /** The next write is the one that cannot be called back. */
  void nextWriteIs(LastStep lastStep) {
    awaited = lastStep;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Marked(super.getOutputStream());
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Bounded(super.getInputStream());
  }

  private static final class Bounded extends FilterInputStream {
    private int left = MOST_READ;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      if (left == 0) {
        throw new IOException("It says more than " + MOST_READ + " bytes");
      }
      int read = in.read(b, from, Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }

  private final class Marked extends FilterOutputStream {
    Marked(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int from, int length) throws IOException {
      LastStep step = awaited;
      awaited = LastStep.UNHEARD;
      step.isNow();
      out.write(b, from, length);
    }
  }

  /** Hands out one socket, and remembers it. */
  static final class Factory extends SocketFactory {
    private final MarkedSocket socket = new MarkedSocket();

    /** The socket that is handed out. */
    MarkedSocket socket() {
      return socket;
    }

    @Override
    public Socket createSocket() {
      return socket;
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
  }
}
