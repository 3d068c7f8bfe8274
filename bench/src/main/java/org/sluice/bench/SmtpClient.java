package org.sluice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Base64;

/** One client that has logged in and submits message after message. Not thread-safe. */
final class SmtpClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int MOST_LINE = 2_048;
  private static final String TEXT =
      String.join(
              "\r\n",
              "From: Anna Example <anna@example.org>",
              "To: Bert <bert@elsewhere.test>",
              "Subject: A message of the load generator",
              "Date: Thu, 1 Jan 2026 00:00:00 +0000",
              "MIME-Version: 1.0",
              "Content-Type: text/plain; charset=utf-8",
              "",
              "")
          + "A line of a message that nobody reads.\r\n".repeat(24)
          + ".";

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;

  SmtpClient(InetSocketAddress server, String login) throws IOException {
    socket.connect(server, TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    must(reply(), 220);
    must(say("EHLO laptop"), 250);
    byte[] secret = ("\0" + login + "\0secret").getBytes(US_ASCII);
    must(say("AUTH PLAIN " + Base64.getEncoder().encodeToString(secret)), 235);
  }

  /** Submits one message; whether it was taken. */
  boolean submit() throws IOException {
    boolean taken =
        say("MAIL FROM:<anna@example.org>") == 250
            && say("RCPT TO:<bert@elsewhere.test>") == 250
            && say("DATA") == 354
            && say(TEXT) == 250;
    if (!taken) {
      must(say("RSET"), 250);
    }
    return taken;
  }

  private static void must(int code, int wanted) throws IOException {
    if (code != wanted) {
      throw new IOException("The server answered " + code + " instead of " + wanted);
    }
  }

  private int say(String command) throws IOException {
    out.write((command + "\r\n").getBytes(US_ASCII));
    return reply();
  }

  /** The code of a reply, whose last line has no hyphen after it. */
  private int reply() throws IOException {
    String line = line();
    while (line.charAt(3) == '-') {
      line = line();
    }
    return Integer.parseInt(line.substring(0, 3));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > MOST_LINE) {
        throw new EOFException("The server broke off after: " + line);
      }
      line.append((char) c);
    }
    if (line.length() < 4) {
      throw new IOException("This is no reply: " + line);
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
