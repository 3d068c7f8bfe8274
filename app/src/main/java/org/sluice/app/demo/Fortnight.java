package org.sluice.app.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;

/**
 * Two weeks of ordinary mail, told to the server hour by hour through policy delegation, as Postfix
 * would have told it.
 */
final class Fortnight {
  static final Duration LENGTH = Duration.ofDays(14);

  private final DemoTime time;
  private final Runnable housekeeping;
  private final int port;
  private final Random random;
  private int messages;
  private int recipients;
  private int refused;

  /**
   * @param housekeeping what the server does each second
   * @param port of policy delegation on this machine
   */
  Fortnight(DemoTime time, Runnable housekeeping, int port, Random random) {
    this.time = time;
    this.housekeeping = housekeeping;
    this.port = port;
    this.random = random;
  }

  /** Lives through it; the clock then is this machine's. */
  void live(List<Colleague> colleagues) throws IOException {
    Instant now = Instant.now();
    ZonedDateTime hour =
        now.minus(LENGTH)
            .plus(1, ChronoUnit.HOURS)
            .truncatedTo(ChronoUnit.HOURS)
            .atZone(ZoneOffset.UTC);
    for (; hour.toInstant().isBefore(now); hour = hour.plusHours(1)) {
      time.forwardTo(hour.toInstant());
      live(colleagues, hour);
      housekeeping.run();
    }
    time.catchUp();
    housekeeping.run();
  }

  /** A connection for each hour: one that is open while the clock jumps looks idle. */
  private void live(List<Colleague> colleagues, ZonedDateTime hour) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      for (Colleague colleague : colleagues) {
        for (List<String> message : colleague.messages(hour, random)) {
          messages++;
          for (String recipient : message) {
            ask(out, in, colleague.address(), recipient);
          }
        }
      }
    }
  }

  private void ask(OutputStream out, BufferedReader in, String sender, String recipient)
      throws IOException {
    String question =
        """
        request=smtpd_access_policy
        protocol_state=RCPT
        instance=demo.%1$d
        client_address=192.0.2.%2$d
        sasl_username=%3$s
        sender=%3$s
        recipient=%4$s

        """
            .formatted(messages, 1 + Math.floorMod(sender.hashCode(), 254), sender, recipient);
    out.write(question.getBytes(US_ASCII));
    out.flush();
    String answer = in.readLine();
    if (answer == null || in.readLine() == null) {
      throw new IOException("The server closed the connection");
    }
    recipients++;
    if (!answer.equals("action=DUNNO")) {
      refused++;
    }
  }

  int messages() {
    return messages;
  }

  int recipients() {
    return recipients;
  }

  int refused() {
    return refused;
  }
}
