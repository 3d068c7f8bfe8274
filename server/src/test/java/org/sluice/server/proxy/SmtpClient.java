package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client that says exactly what the test wants, byte by byte. */
final class SmtpClient implements AutoCloseable {
  private static final int MOST_MILLIS = 60_000;

  private Socket socket;
  private InputStream in;

  SmtpClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  private SmtpClient(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(MOST_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A client whose system keeps no more than a few replies that it has not read. */
  static SmtpClient withSmallWindow(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new SmtpClient(socket);
  }

  /** A client that has read the greeting and said EHLO. */
  static SmtpClient greeted(int port) throws IOException {
    SmtpClient client = new SmtpClient(port);
    client.reply();
    client.says("EHLO client.test");
    return client;
  }

  /** A client that has logged in. */
  static SmtpClient loggedIn(int port, String login) throws IOException {
    SmtpClient client = greeted(port);
    String reply = client.says("AUTH PLAIN " + base64("\0" + login + "\0secret"));
    if (!reply.startsWith("235")) {
      throw new IOException(reply);
    }
    return client;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** A command and its reply. */
  String says(String command) throws IOException {
    send(command + "\r\n");
    return reply();
  }

  /** The next reply, its lines joined by a line feed; empty if the connection was closed. */
  String reply() throws IOException {
    StringBuilder reply = new StringBuilder();
    while (true) {
      String line = line();
      if (line.isEmpty()) {
        return reply.toString();
      }
      reply.append(reply.isEmpty() ? "" : "\n").append(line);
      if (line.length() < 4 || line.charAt(3) != '-') {
        return reply.toString();
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    try {
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        if (octet == '\n') {
          return line.substring(0, line.length() - 1);
        }
        line.append((char) octet);
      }
    } catch (SocketException e) {
      return "";
    }
    return "";
  }

  /** Whether there is something to read, or the end. */
  boolean hasInput() {
    try {
      if (in.available() > 0) {
        return true;
      }
      socket.setSoTimeout(10);
      in.mark(1);
      in.read();
      in.reset();
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      restoreTimeout();
    }
  }

  private void restoreTimeout() {
    try {
      socket.setSoTimeout(MOST_MILLIS);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  boolean isClosed() throws IOException {
    return reply().isEmpty();
  }

  void startTls(SSLContext context) throws IOException {
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 0, true);
    tls.startHandshake();
    socket = tls;
    in = new BufferedInputStream(tls.getInputStream());
  }

  /** MAIL and one RCPT; the reply to RCPT. */
  String envelope(String... recipients) throws IOException {
    says("MAIL FROM:<anna@example.org>");
    String last = "";
    for (String recipient : recipients) {
      last = says("RCPT TO:<" + recipient + ">");
    }
    return last;
  }

  /** DATA, content without the final dot, and the reply to it. */
  String content(String text) throws IOException {
    String go = says("DATA");
    return go.startsWith("354") ? says(text + ".") : go;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
