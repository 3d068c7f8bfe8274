package org.sluice.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.PostfixLines;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;
import org.sluice.e2e.ProxiedPostfix.ByHand;
import org.sluice.testkit.FreePort;
import org.sluice.testkit.PlainRedis;
import org.sluice.testkit.PostgresServer;

/**
 * Three nodes on one real Redis and one real PostgreSQL, each asked by a real Postfix of its own
 * (configuration, queue and processes): one sender sprays all three at full rate.
 */
class ClusterTest {
  private static final int NODES = 3;
  private static final int LIMIT = 100;
  private static final int RECIPIENTS = 5;
  private static final int RUNS = 100;
  private static final int RELEASES = 200;
  private static final long MOST_SECONDS = 120;

  @TempDir private static Path data;
  private static final List<RunningServer> NODE = new ArrayList<>();
  private static final List<String> DELEGATION = new ArrayList<>();
  private static final List<MailSystem> POSTFIX = new ArrayList<>();
  private static Process redis;

  @BeforeAll
  static void start() throws IOException {
    PostgresServer.shared().makeDatabase("cluster");
    int redisPort = FreePort.next();
    redis = PlainRedis.start(redisPort);
    for (int i = 0; i < NODES; i++) {
      String delegation = "127.0.0.1:" + FreePort.next();
      DELEGATION.add(delegation);
      List<String> asks = PostfixLines.options(delegation);
      POSTFIX.add(new MailSystem(asks, asks, PostfixLines.endpoint(delegation), Map.of()));
      NODE.add(node(i, delegation, redisPort));
    }
    limit(LIMIT);
  }

  private static RunningServer node(int i, String delegation, int redisPort) {
    String toml =
        NodeConfiguration.of(delegation, PostgresServer.shared().url("cluster"), redisPort);
    return RunningServer.start(
        new ServeOptions(
            data.resolve("node" + i), Configuration.parse("test", toml), TimeSource.ofSystem()));
  }

  @AfterAll
  static void stop() {
    NODE.forEach(RunningServer::close);
    POSTFIX.forEach(MailSystem::close);
    redis.destroyForcibly();
    redis.onExit().join();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.yield();
    }
  }

  private static String say(int node, String... words) {
    return Shell.sluice(data.resolve("node" + node), words).text();
  }

  private static ByHand loggedIn(int node, String login) throws IOException {
    ByHand client = new ByHand(POSTFIX.get(node).submission);
    client.reply();
    client.says("EHLO me");
    String secret = "\0" + login + "\0secret";
    String plain = Base64.getEncoder().encodeToString(secret.getBytes(ISO_8859_1));
    assertThat(client.says("AUTH PLAIN " + plain)).startsWith("235");
    return client;
  }

  /** One message; the recipients that it was accepted for, or none and why. */
  private static int send(ByHand client, String login, int recipients, List<String> refusals)
      throws IOException {
    client.says("MAIL FROM:<" + login + ">");
    int taken = 0;
    for (int i = 0; i < recipients; i++) {
      String reply = client.says("RCPT TO:<" + ProxiedPostfix.token() + "@elsewhere.test>");
      if (reply.startsWith("250")) {
        taken++;
      } else {
        refusals.add(reply);
      }
    }
    if (taken == 0) {
      client.says("RSET");
      return 0;
    }
    assertThat(client.says("DATA")).startsWith("354");
    String reply = client.says("Subject: spray\r\n\r\nbuy\r\n.");
    if (reply.startsWith("250")) {
      return taken;
    }
    refusals.add(reply);
    return 0;
  }

  /** Sends until nothing more is taken; how many recipients were. */
  private static int spray(int node, String login, CyclicBarrier together) throws Exception {
    try (ByHand client = loggedIn(node, login)) {
      together.await();
      int accepted = 0;
      List<String> refusals = new ArrayList<>();
      while (refusals.size() < 3 * RECIPIENTS) {
        accepted += send(client, login, RECIPIENTS, refusals);
      }
      assertThat(refusals).allMatch(r -> r.startsWith("550 5."), "refused for good");
      return accepted;
    }
  }

  /** All three at the same time. */
  private static int sprayAll(String login) throws Exception {
    int accepted = 0;
    CyclicBarrier together = new CyclicBarrier(NODES);
    try (ExecutorService threads = Executors.newFixedThreadPool(NODES)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        int node = i;
        all.add(threads.submit(() -> spray(node, login, together)));
      }
      for (Future<Integer> each : all) {
        accepted += each.get();
      }
    }
    return accepted;
  }

  @ParameterizedTest
  @ValueSource(strings = {"anna@example.org", "bert@example.org", "sluice@example.org"})
  void one_sender_at_three_nodes_has_one_limit_and_a_release_on_one_is_a_release_on_all(
      String login) throws Exception {
    int accepted = sprayAll(login);
    // A message that was on its way when the limit was crossed is refused whole.
    assertThat(accepted).isBetween(LIMIT - NODES * RECIPIENTS, LIMIT);
    for (int i = 0; i < NODES; i++) {
      int here = i;
      await(() -> say(here, "restricted", "list").contains(login));
    }
    assertThat(say(1, "restricted", "show", login)).contains("External");

    say(1, "restricted", "release", login);
    for (int i = 0; i < NODES; i++) {
      List<String> refusals = new ArrayList<>();
      try (ByHand client = loggedIn(i, login)) {
        assertThat(send(client, login, 1, refusals)).as("node %s: %s", i, refusals).isEqualTo(1);
      }
    }
  }

  @Test
  void in_a_hundred_runs_never_one_recipient_more_than_the_limit_is_accepted() throws Exception {
    int most = 20;
    limit(most);
    for (int run = 1; run <= RUNS; run++) {
      String login = "u" + run + "@example.org";
      assertThat(sprayAll(login)).as(login).isBetween(most - NODES * RECIPIENTS, most);
      int by = run % NODES;
      await(() -> say(by, "restricted", "list").contains(login));
      say(by, "restricted", "release", login);
      int at = (run + 1) % NODES;
      List<String> refusals = new ArrayList<>();
      try (ByHand client = loggedIn(at, login)) {
        assertThat(send(client, login, 1, refusals)).as("%s at %s", refusals, at).isEqualTo(1);
      }
    }
    limit(LIMIT);
  }

  private static void limit(int most) {
    say(0, "policy", "set", "Default", "--external-per-hour", "" + most, "--per-day", "0");
    for (int i = 0; i < NODES; i++) {
      int here = i;
      await(() -> say(here, "policy", "list", "--output", "csv").contains("," + most + ","));
    }
  }

  /** From the order on one node to the first permit on another, as a mail server sees it. */
  @Test
  void a_release_is_a_release_elsewhere_and_how_soon_is_printed() throws Exception {
    List<Long> micros = new ArrayList<>();
    try (PolicyAsker elsewhere = new PolicyAsker(DELEGATION.get(1));
        ExecutorService orders = Executors.newSingleThreadExecutor()) {
      for (int i = 0; i < RELEASES; i++) {
        String login = "r" + i + "@example.org";
        say(0, "restricted", "restrict", login);
        assertThat(elsewhere.ask(login)).as("restricted at once").contains("550 5.1.8");
        long begin = System.nanoTime();
        Future<String> order = orders.submit(() -> say(0, "restricted", "release", login));
        await(() -> elsewhere.ask(login).contains("DUNNO"));
        micros.add((System.nanoTime() - begin) / 1_000);
        order.get();
      }
    }
    micros.sort(null);
    assertThat(micros).hasSize(RELEASES);
    System.out.printf(
        "release to first permit elsewhere, %d times: 50 %% %d us, 99 %% %d us, most %d us%n",
        RELEASES, micros.get(RELEASES / 2), micros.get(RELEASES * 99 / 100), micros.getLast());
  }
}
