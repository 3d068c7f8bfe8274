package org.sluice.app.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Base64;

/** Who has the stolen password: sends by SMTP through the proxy. Not thread-safe. */
final class Bot implements AutoCloseable {
  private static final int SECONDS = 30;
  private final Socket socket;
  private final BufferedReader in;
  private final String login;
  private int sent;

  Bot(int port, String login) throws IOException {
    this.login = login;
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(SECONDS * 1_000);
    this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    reply();
    say("EHLO bot.invalid");
    String secret = Base64.getEncoder().encodeToString(("\0" + login + "\0stolen").getBytes(UTF_8));
    say("AUTH PLAIN " + secret);
  }

  /**
   * Sends one message.
   *
   * @return what the server said to it, or to the first command that it refused
   */
  String send(int recipients) throws IOException {
    sent++;
    String said = say("MAIL FROM:<" + login + ">");
    for (int i = 0; i < recipients && isGood(said); i++) {
      said = say("RCPT TO:<victim" + sent + "." + i + "@elsewhere.test>");
    }
    if (isGood(said)) {
      said = say("DATA");
    }
    if (said.startsWith("354")) {
      said = say("From: " + login + "\r\nSubject: Your parcel is waiting\r\n\r\nPay here.\r\n.");
    }
    if (!isGood(said)) {
      say("RSET");
    }
    return said;
  }

  static boolean isGood(String reply) {
    return reply.startsWith("2");
  }

  private String say(String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
    return reply();
  }

  /** The last line of a reply. */
  private String reply() throws IOException {
    String line = in.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = in.readLine();
    }
    if (line == null) {
      throw new IOException("The proxy closed the connection");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
