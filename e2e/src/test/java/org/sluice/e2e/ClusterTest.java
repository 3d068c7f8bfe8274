package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.e2e.SprayedNodes.NODES;
import static org.sluice.e2e.SprayedNodes.RECIPIENTS;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.e2e.SprayedNodes.Course;
import org.sluice.testkit.RedisServer;

/** Three nodes on one real Redis: one sender sprays all three at full rate. */
class ClusterTest {
  private static final int LIMIT = 100;
  private static final int RUNS = 100;
  private static final int RELEASES = 100;

  @TempDir private static Path data;
  private static SprayedNodes nodes;
  private static RedisServer redis;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
    nodes = new SprayedNodes(data, "cluster", List.of(redis.uri()), 0);
  }

  @AfterAll
  static void stop() {
    nodes.close();
    redis.close();
  }

  /** What passes until all are refused; nobody is put off. */
  private static void hasOneLimit(String login, int limit) throws Exception {
    Course course = nodes.spray(login, nothing -> {});
    // A message that was on its way when the limit was crossed is refused whole.
    assertThat(course.accepted()).as(login).isBetween(limit - NODES * RECIPIENTS, limit);
    assertThat(course.putOff()).as(login).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"anna@example.org", "bert@example.org", "sluice@example.org"})
  void one_sender_at_three_nodes_has_one_limit_and_a_release_on_one_is_a_release_on_all(
      String login) throws Exception {
    nodes.limit(LIMIT, "Local");
    hasOneLimit(login, LIMIT);
    nodes.eachLists(login);
    assertThat(nodes.say(1, "restricted", "show", login)).contains("External");
    nodes.say(1, "restricted", "release", login);
    for (int i = 0; i < NODES; i++) {
      nodes.passes(i, login);
    }
  }

  @Test
  void in_a_hundred_runs_never_one_recipient_more_than_the_limit_is_accepted() throws Exception {
    int most = 20;
    nodes.limit(most, "Local");
    for (int run = 1; run <= RUNS; run++) {
      String login = "u" + run + "@example.org";
      hasOneLimit(login, most);
      int by = run % NODES;
      SprayedNodes.await(() -> nodes.say(by, "restricted", "list").contains(login));
      nodes.say(by, "restricted", "release", login);
      nodes.passes((run + 1) % NODES, login);
    }
  }

  /** From the order on one node, over a connection that is open, to the first permit elsewhere. */
  @Test
  void a_release_is_a_release_elsewhere_and_how_soon_is_printed() throws Exception {
    List<Long> micros = new ArrayList<>();
    try (PolicyAsker elsewhere = new PolicyAsker(nodes.delegation.get(1));
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < RELEASES; i++) {
        String login = "r" + i + "@example.org";
        nodes.say(0, "restricted", "restrict", login);
        assertThat(elsewhere.ask(login)).as("restricted at once").contains("550 5.1.8");
        HttpRequest release =
            nodes.cmdlet(0, "Remove-BlockedSenderAddress", "SenderAddress", login);
        long begin = System.nanoTime();
        var order = http.sendAsync(release, HttpResponse.BodyHandlers.ofString());
        SprayedNodes.await(() -> elsewhere.ask(login).contains("DUNNO"));
        micros.add((System.nanoTime() - begin) / 1_000);
        assertThat(order.join().statusCode()).isEqualTo(200);
      }
    }
    micros.sort(null);
    assertThat(micros).hasSize(RELEASES);
    System.out.printf(
        "release to first permit elsewhere, %d times: 50 %% %d us, 99 %% %d us, most %d us%n",
        RELEASES, micros.get(RELEASES / 2), micros.get(RELEASES * 99 / 100), micros.getLast());
  }
}
