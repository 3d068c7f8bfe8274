package org.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.PostgresServer;
import org.sluice.testkit.SmtpSink;

/**
 * {@code kill -9} of the whole server, fifty times at random, between a restriction and its mail: a
 * client asks the real delegation door, the charge crosses the limit in the ledger, the facts and
 * the outbox are written, a mail server takes the mail that knows no repetition and takes some
 * milliseconds for its answer. Each alert arrives, and none twice.
 *
 * <p>Some kills come after the refusing answer, some before it (the client then asks again, as
 * Postfix does), some while the mail server answers, some while the next process is starting.
 */
class KilledServerTest {
  private static final int ROUNDS = 50;
  private static final int USERS = 2;
  private static final int KINDS_OF_KILL = 5;
  private static final int MOST_MILLIS_AFTER = 60;
  private static final int MOST_MICROS_WITHIN = 3_000;
  private static final int MOST_MILLIS_OF_START = 600;
  private static final int SLOWEST_ANSWER_MICROS = 8_000;
  private static final List<String> ALERTS =
      List.of("User restricted from sending email", "Email sending limit exceeded");

  @TempDir private static Path packed;
  private static Program program;

  @TempDir private Path folder;
  private final Random random = new Random(20261129);
  private final Set<String> refused = new LinkedHashSet<>();
  private final List<String> unanswered = new ArrayList<>();
  private int port;
  private SmtpSink sink;
  private Process server;

  @BeforeAll
  static void pack() throws Exception {
    program = Program.packed(packed);
  }

  @BeforeEach
  void listen() throws IOException {
    sink = new SmtpSink(0);
    sink.answerWithin(SLOWEST_ANSWER_MICROS);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    configure("");
  }

  private void configure(String more) throws IOException {
    Files.writeString(
        folder.resolve("sluice.toml"),
        """
        [delegation]
        listen = ["127.0.0.1:%d"]
        [milter]
        listen = []
        [administration]
        listen = "127.0.0.1:0"
        [proxy]
        trying-mailbox = false
        [alerts]
        tenant-admins = ["admin@example.org"]
        [mail]
        server = "127.0.0.1:%d"
        tls = "none"
        from = "sluice@example.org"
        """
                .formatted(port, sink.port())
            + more);
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.destroyForcibly();
    }
    sink.close();
  }

  @Test
  void each_alert_of_each_restriction_arrives_and_none_twice() throws Exception {
    start();
    say("policy", "set", "Default", "--external-per-hour", "1");
    for (int round = 0; round < ROUNDS; round++) {
      if (round % KINDS_OF_KILL == 0) {
        killedWhileTheMailServerAnswers(round);
      } else if (round % KINDS_OF_KILL == 1) {
        killedBeforeTheAnswer(round);
      } else if (round % KINDS_OF_KILL == 2) {
        pause(1_000L * random.nextInt(MOST_MILLIS_OF_START)); // It is starting.
      } else {
        restrictAll(round);
        pause(1_000L * random.nextInt(MOST_MILLIS_AFTER));
      }
      kill();
      start();
    }
    askAgain();
    awaitDelivery();
    assertThat(refused).hasSizeGreaterThan(ROUNDS);
    assertThat(say("restricted", "list", "--output", "csv")).contains(refused);
    for (String user : refused) {
      for (String alert : ALERTS) {
        assertThat(sink.messages().stream().filter(m -> m.contains(alert) && m.contains(user)))
            .as(alert + ": " + user)
            .hasSize(1);
      }
    }
    assertThat(messageIds()).doesNotHaveDuplicates();
    assertThat(say("alert", "outbox", "--output", "csv"))
        .as("kills that met the mail server's answer")
        .contains("UNCONFIRMED")
        .doesNotContain("GIVEN_UP");
    assertThat(say("audit", "verify")).contains("IsWhole     : True");
  }

  /** What was answered while the database was lost is told of, though the process is killed. */
  @Test
  void a_restriction_of_a_node_killed_while_postgresql_is_lost_is_told_of_when_it_is_back()
      throws Exception {
    try (PostgresServer database = PostgresServer.make(true)) {
      database.makeDatabase("killed");
      configure(
          """
          [postgresql]
          url = "%s"
          user = "%s"
          """
              .formatted(database.url("killed"), PostgresServer.SUPERUSER));
      start();
      say("policy", "set", "Default", "--external-per-hour", "1");
      database.kill();
      try (DelegationClient client = delegation()) {
        assertThat(client.ask("anna@example.org", "one")).isEqualTo("action=DUNNO");
        refuse(client, "anna@example.org");
      }
      kill();
      database.start();
      start();
      assertThat(say("restricted", "list", "--output", "csv")).contains("anna@example.org");
      for (String alert : ALERTS) {
        Eventually.holds(
            alert, () -> sink.messages().stream().anyMatch(m -> m.contains("alert: " + alert)));
      }
      awaitDelivery();
      for (String alert : ALERTS) {
        assertThat(sink.messages().stream().filter(m -> m.contains("alert: " + alert))).hasSize(1);
      }
    }
  }

  private void killedWhileTheMailServerAnswers(int round) throws IOException {
    int before = sink.messages().size();
    restrictAll(round);
    Eventually.holds("a mail comes", () -> sink.messages().size() > before);
  }

  /** The last of them does not hear what became of its recipient, or only just. */
  private void killedBeforeTheAnswer(int round) throws Exception {
    restrictAll(round);
    String last = "last" + round + "@example.org";
    unanswered.add(last);
    DelegationClient client = delegation();
    assertThat(client.ask(last, "one." + last)).isEqualTo("action=DUNNO");
    Thread asking =
        Thread.ofVirtual()
            .start(() -> {
              try (client) {
                client.ask(last, "two." + last);
              } catch (IOException e) {
                // It was killed before it answered, which is what this is about.
              }
            });
    pause(random.nextInt(MOST_MICROS_WITHIN));
    kill();
    asking.join();
  }

  private void restrictAll(int round) throws IOException {
    askAgain();
    try (DelegationClient client = delegation()) {
      for (int i = 0; i < USERS; i++) {
        String user = "u" + round + "-" + i + "@example.org";
        assertThat(client.ask(user, "one." + user)).isEqualTo("action=DUNNO");
        refuse(client, user);
      }
    }
  }

  private void askAgain() throws IOException {
    try (DelegationClient client = delegation()) {
      for (String user : unanswered) {
        refuse(client, user);
      }
      unanswered.clear();
    }
  }

  private void refuse(DelegationClient client, String user) throws IOException {
    assertThat(client.ask(user, "two." + user)).contains("550 5.1.8");
    refused.add(user);
  }

  /** A connection, as soon as the door is open. */
  private DelegationClient delegation() {
    List<DelegationClient> client = new ArrayList<>();
    Eventually.holds(
        "the door is open",
        () -> {
          try {
            client.add(new DelegationClient(port));
            return true;
          } catch (IOException e) {
            assertThat(server.isAlive()).as("the server").isTrue();
            return false;
          }
        });
    return client.getFirst();
  }

  private void start() throws IOException {
    server =
        program.start(
            "serve",
            "--data",
            folder.resolve("data").toString(),
            "--config",
            folder.resolve("sluice.toml").toString());
  }

  private void kill() throws InterruptedException {
    server.toHandle().destroyForcibly(); // kill -9
    assertThat(server.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static void pause(long micros) {
    long end = System.nanoTime() + 1_000 * micros;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void awaitDelivery() {
    Eventually.holds(
        "all is delivered",
        () -> {
          String outbox = say("alert", "outbox", "--output", "csv");
          return !outbox.contains("WAITING") && !outbox.contains("SENDING");
        });
  }

  /** What the command line answers, as soon as the server that runs now can be reached by it. */
  private String say(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Eventually.holds(
        String.join(" ", words),
        () -> {
          said.reset();
          return Main.run(out, out, Map.of(), all.toArray(String[]::new)) == 0;
        });
    return said.toString(StandardCharsets.UTF_8);
  }

  private List<String> messageIds() {
    return sink.messages().stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("Message-ID:"))
        .toList();
  }
}
