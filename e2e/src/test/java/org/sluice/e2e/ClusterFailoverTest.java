package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.e2e.SprayedNodes.NODES;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.e2e.SprayedNodes.Course;
import org.sluice.testkit.RedisCluster;
import org.sluice.testkit.RedisServer;

/**
 * Three nodes on a real Redis Cluster of three masters, with a replica that has to have what
 * passes: one sender sprays all three, and in the midst of it the master that counts him is killed.
 */
class ClusterFailoverTest {
  private static final int LIMIT = 3_000;
  private static final int WITHOUT = 20;
  private static final int RUNS = 10;
  private static final int FAILOVERS = Integer.getInteger("sluice.failovers", 1);

  private static final AtomicInteger LOGINS = new AtomicInteger();

  @TempDir private static Path data;
  private static RedisCluster redis;
  private static SprayedNodes nodes;

  @BeforeAll
  static void start() {
    redis = new RedisCluster();
    nodes = new SprayedNodes(data, "failover", redis.uris(), 1);
  }

  @AfterAll
  static void stop() {
    nodes.close();
    redis.close();
  }

  /** The records of senders. */
  private static Set<String> counted() {
    return redis.masters().stream()
        .flatMap(master -> master.cli("--scan", "--pattern", "sluice:{[0-9]*}:*").lines())
        .filter(key -> key.matches("sluice:\\{\\d+}:[A-Za-z0-9_-]{22}"))
        .collect(Collectors.toSet());
  }

  /** What is killed in the middle, and comes back behind who was promoted. */
  private static final class Loss {
    private final Set<String> before = counted();
    private int accepted;

    void happens(Course course) {
      SprayedNodes.await(() -> course.accepted() > 0);
      Set<String> sprayed = counted();
      sprayed.removeAll(before);
      assertThat(sprayed).as("one sender").hasSize(1);
      RedisServer master =
          redis.master(sprayed.iterator().next().getBytes(StandardCharsets.US_ASCII));
      RedisServer replica = redis.replicas(master).getFirst();
      master.kill();
      accepted = course.accepted();
      SprayedNodes.await(() -> replica.cli("ROLE").startsWith("master"));
      redis.followsAgain(master, replica);
    }
  }

  private static String login() {
    return "u" + LOGINS.incrementAndGet() + "@example.org";
  }

  /** {@code -Dsluice.failovers=100} does it a hundred times. */
  @Test
  void across_the_loss_of_a_master_never_one_recipient_more_than_the_limit_is_accepted()
      throws Exception {
    nodes.limit(LIMIT, "Closed");
    for (int i = 0; i < FAILOVERS; i++) {
      String login = login();
      Loss loss = new Loss();
      Course course = nodes.spray(login, loss::happens);
      assertThat(course.accepted()).as(login).isBetween(loss.accepted, LIMIT);
      assertThat(loss.accepted).as("in the middle").isLessThan(LIMIT);
      assertThat(course.putOff()).as("Closed puts off meanwhile").isPositive();
      nodes.eachLists(login);
      nodes.say(1, "restricted", "release", login);
      for (int node = 0; node < NODES; node++) {
        nodes.passes(node, login);
      }
    }
  }

  @Test
  void without_a_loss_it_is_the_same_limit() throws Exception {
    nodes.limit(WITHOUT, "Closed");
    for (int run = 0; run < RUNS; run++) {
      String login = login();
      // A replica that is late on a loaded machine puts some off, and what it lacks is not
      // accepted.
      assertThat(nodes.spray(login, nothing -> {}).accepted()).as(login).isBetween(1, WITHOUT);
      nodes.eachLists(login);
    }
  }
}
