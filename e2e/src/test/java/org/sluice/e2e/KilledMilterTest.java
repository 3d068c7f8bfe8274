package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.serve.PostfixLines;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.FreePort;

/** Sluice as a process of its own, killed while Postfix is in the middle of a message. */
class KilledMilterTest {
  private static final long MOST_SECONDS = 120;
  private static final String QUEUED = "250 2.0.0 Ok: queued";
  private static final String MAIL = "MAIL FROM:<anna@example.org>";
  private static final String TEXT = "Subject: x\r\n\r\nhello\r\n.";

  private final int milter = FreePort.next();
  @TempDir private Path folder;
  private MailSystem mail;
  private NodeProcess sluice;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    String accepting = PostfixLines.milterOption("127.0.0.1:" + milter);
    mail =
        new MailSystem(
            List.of(),
            List.of(),
            "inet:127.0.0.1:1",
            Map.of(
                "ACCEPT", List.of(accepting),
                "TEMPFAIL", List.of(accepting.replace("=accept", "=tempfail"))));
    sluice = new NodeProcess(folder.resolve("data"), toml());
    awaitAnswer();
  }

  @AfterEach
  void stop() {
    sluice.close();
    mail.close();
  }

  private String toml() {
    return """
    [delegation]
    listen = ["127.0.0.1:0"]
    [milter]
    listen = ["127.0.0.1:%d"]
    [administration]
    listen = "127.0.0.1:0"
    [proxy]
    trying-mailbox = false
    """
        .formatted(milter);
  }

  private Shell.Output run(String... words) {
    return Shell.sluice(folder.resolve("data"), words);
  }

  /** Up is when the command line reaches it, which is after the doors listen. */
  private void awaitAnswer() {
    Eventually.holds("it is administered", () -> run("policy", "list").status() == 0);
  }

  private int used() {
    return run("usage", "anna@example.org", "--output", "csv")
        .text()
        .lines()
        .filter(line -> line.contains("external recipients per hour"))
        .mapToInt(line -> Integer.parseInt(line.split(",", -1)[3].replace("\"", "")))
        .findFirst()
        .orElseThrow();
  }

  /** A submission in lockstep. */
  private final class Client implements AutoCloseable {
    private final Socket socket;

    Client(String service) throws IOException {
      int port = Integer.parseInt(mail.ports().get(service));
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(MOST_SECONDS));
      reply();
      say("EHLO client");
      String login = "\0anna@example.org\0secret";
      String code = java.util.Base64.getEncoder().encodeToString(login.getBytes());
      assertThat(say("AUTH PLAIN " + code)).startsWith("235");
    }

    String say(String command) throws IOException {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return reply();
    }

    private String reply() throws IOException {
      String line = line();
      while (line.charAt(3) == '-') {
        line = line();
      }
      return line;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = socket.getInputStream().read(); c != '\n'; c = socket.getInputStream().read()) {
        if (c < 0) {
          throw new IOException("Postfix closed the connection after: " + line);
        }
        line.append((char) c);
      }
      return line.toString().strip();
    }

    String message(String recipient) throws IOException {
      assertThat(say(MAIL)).startsWith("250");
      assertThat(say("RCPT TO:<" + recipient + ">")).startsWith("250");
      assertThat(say("DATA")).startsWith("354");
      return say(TEXT);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void killed_in_mid_message_postfix_does_what_it_was_told_and_the_counts_stay_right()
      throws Exception {
    try (Client accepting = new Client("ACCEPT");
        Client failing = new Client("TEMPFAIL")) {
      for (int i = 0; i < 5; i++) {
        assertThat(accepting.message("a" + i + "@elsewhere.test")).startsWith(QUEUED);
      }
      assertThat(failing.message("b@elsewhere.test")).startsWith(QUEUED);
      for (Client each : List.of(accepting, failing)) {
        assertThat(each.say(MAIL)).startsWith("250");
        assertThat(each.say("RCPT TO:<c@elsewhere.test>")).startsWith("250");
        assertThat(each.say("DATA")).startsWith("354");
      }
      sluice.kill();
      assertThat(accepting.say(TEXT)).as("mail flows").startsWith(QUEUED);
      assertThat(failing.say(TEXT)).as("mail waits").startsWith("451");
    }

    sluice.start();

    awaitAnswer();
    assertThat(used()).as("what was answered, and nothing else").isEqualTo(6);
    try (Client accepting = new Client("ACCEPT");
        Client failing = new Client("TEMPFAIL")) {
      assertThat(failing.message("c@elsewhere.test")).as("the retry").startsWith(QUEUED);
      assertThat(accepting.message("d@elsewhere.test")).startsWith(QUEUED);
    }
    assertThat(used()).as("the retry counts once").isEqualTo(8);
  }

  @Test
  void killed_between_messages_the_next_connection_finds_it_again() throws Exception {
    for (int round = 1; round <= 3; round++) {
      try (Client client = new Client("TEMPFAIL")) {
        assertThat(client.message("a@elsewhere.test")).startsWith(QUEUED);
      }
      sluice.kill();
      sluice.start();
      awaitAnswer();
      assertThat(used()).isEqualTo(round);
    }
  }
}
