package org.sluice.e2e.portal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A mail client that offers one recipient after another, as fast as its server answers. */
final class Submitting {
  /** Postfix ends a session that made a thousand mistakes. */
  private static final int TRIES_OF_A_SESSION = 500;

  private static final int MOST_SESSIONS = 200;
  private static final int PATIENCE_MILLIS = 60_000;

  private final int port;
  private final String login;
  private final String password;

  Submitting(int port, String login, String password) {
    this.port = port;
    this.login = login;
    this.password = password;
  }

  /**
   * When a recipient was accepted first, and after how many refusals.
   *
   * @param nanos of {@link System#nanoTime}
   */
  record Accepted(long nanos, int refusals) {}

  /** Tries until one is accepted; what is refused otherwise than as a restricted sender fails. */
  Accepted first(Runnable refused) {
    int refusals = 0;
    for (int session = 0; session < MOST_SESSIONS; session++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        expect("220", answer(in));
        expect("250", say(socket, in, "EHLO client.example.org"));
        String plain = "\0" + login + "\0" + password;
        String encoded = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        expect("235", say(socket, in, "AUTH PLAIN " + encoded));
        for (int i = 0; i < TRIES_OF_A_SESSION; i++) {
          expect("250", say(socket, in, "MAIL FROM:<" + login + ">"));
          String answer = say(socket, in, "RCPT TO:<friend@elsewhere.test>");
          if (answer.startsWith("250")) {
            return new Accepted(System.nanoTime(), refusals);
          }
          expect("550 5.1.8", answer);
          refusals++;
          refused.run();
          expect("250", say(socket, in, "RSET"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new AssertionError(login + " was refused " + refusals + " times and never accepted");
  }

  private static void expect(String wanted, String answer) {
    if (!answer.startsWith(wanted)) {
      throw new AssertionError("Wanted " + wanted + ", heard " + answer);
    }
  }

  private static String say(Socket socket, BufferedReader in, String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    return answer(in);
  }

  /** The last line of an answer (RFC 5321, section 4.2.1). */
  private static String answer(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.length() < 4 || line.charAt(3) != '-') {
        return line;
      }
    }
    throw new IOException("The server went away");
  }
}
