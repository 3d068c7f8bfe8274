package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.e2e.FaultyCluster.LIMIT;
import static org.sluice.e2e.FaultyCluster.NODES;
import static org.sluice.e2e.FaultyCluster.senders;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.e2e.FaultyCluster.Breaking;
import org.sluice.e2e.FaultyCluster.Spray;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.TcpProxy;

/**
 * Five senders spray all nodes of a {@link FaultyCluster} while something breaks; then nobody was
 * let through beyond the limit (alone, beyond the limit of each node), and each is restricted,
 * listed and told of once.
 */
class ClusterFaultsTest {
  private static final String FACTS = "Facts";
  private static final String REDIS = "Redis";

  @TempDir private static Path data;
  private static FaultyCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new FaultyCluster(data);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** And the loss of all nodes is told of once. */
  private static void holdsAndTells(
      String store, String storeLoss, String name, Breaking inTheMiddle) {
    long before = cluster.alertsOf(store);
    holds(storeLoss, name, inTheMiddle);
    cluster.theLossIsToldOfOnce(store, before);
  }

  private static void holds(String storeLoss, String name, Breaking inTheMiddle) {
    cluster.policy(storeLoss);
    List<String> senders = senders(name + "-" + storeLoss.toLowerCase(Locale.ROOT));
    Spray spray = cluster.spray(senders, inTheMiddle);
    spray.noneBeyond(storeLoss.equals("Local") ? LIMIT * NODES : LIMIT);
    cluster.eachIsRestrictedOnce(senders);
    cluster.isWellAgain();
  }

  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void a_node_killed_while_it_charges(String storeLoss) {
    holds(
        storeLoss,
        "killed",
        spray -> {
          cluster.process.kill();
          spray.goOn();
          spray.awaitEnd();
          cluster.process.start();
        });
  }

  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void postgresql_slow(String storeLoss) {
    holds(
        storeLoss,
        "slow",
        spray -> {
          cluster.toPostgres.delay(100);
          spray.goOn();
          spray.awaitEnd();
          cluster.toPostgres.delay(0);
        });
  }

  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void postgresql_killed_and_started_again(String storeLoss) {
    holdsAndTells(
        FACTS,
        storeLoss,
        "postgresql-killed",
        spray -> {
          cluster.postgres.kill();
          try {
            bindsWithoutFacts(spray);
          } finally {
            cluster.postgres.start();
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void postgresql_read_only(String storeLoss) {
    holdsAndTells(
        FACTS,
        storeLoss,
        "read-only",
        spray -> {
          cluster.order(
              "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
          try {
            bindsWithoutFacts(spray);
            assertThat(
                    cluster.one(
                        "SELECT count(*) FROM restriction WHERE name LIKE 'read-only-%s%%'"
                            .formatted(storeLoss.toLowerCase(Locale.ROOT))))
                .isZero();
          } finally {
            cluster.order(
                "SET default_transaction_read_only = off",
                "ALTER SYSTEM RESET default_transaction_read_only",
                "SELECT pg_reload_conf()");
          }
        });
  }

  /** Counts and restrictions are in Redis and in memory meanwhile. */
  private static void bindsWithoutFacts(Spray spray) {
    spray.goOn();
    spray.awaitEnd();
    cluster.refusedEverywhere(spray.senders());
    cluster.eachLacksItsFacts();
  }

  /** It comes back empty. */
  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void redis_killed_and_started_again(String storeLoss) {
    holdsAndTells(
        REDIS,
        storeLoss,
        "redis-killed",
        spray -> {
          cluster.redis.kill();
          awaitLoss(storeLoss, spray, 0, 1, 2);
          cluster.redis.restart();
        });
  }

  /**
   * More pass than all nodes alone would let through, but nobody who is restricted; what passed is
   * counted up to the limit, and binds when Redis is back, empty.
   */
  @Test
  void redis_killed_with_open_lets_all_pass_but_who_is_restricted_until_it_is_back() {
    long alerts = cluster.alertsOf(REDIS);
    cluster.policy("Open");
    List<String> restricted = senders("restricted-before");
    cluster.spray(restricted, nothing -> {});
    cluster.eachIsRestrictedOnce(restricted);
    List<String> fresh = senders("redis-killed-open");
    List<String> little = senders("little-open");
    cluster.spray(
        fresh,
        spray -> {
          cluster.redis.kill();
          try {
            spray.goOn();
            spray.awaitMoreThan(LIMIT * NODES);
            little.forEach(sender -> cluster.passesEverywhere(sender, LIMIT / NODES));
            cluster.refusedEverywhere(restricted);
          } finally {
            cluster.redis.restart();
          }
        });
    cluster.isWellAgain();
    cluster.eachIsRestrictedOnce(fresh);
    cluster.refusedEverywhere(restricted);
    cluster.policy("Closed");
    // A third of the limit was counted on each node: none of them alone would refuse.
    little.forEach(cluster::passesNowhere);
    cluster.eachIsRestrictedOnce(little);
    cluster.theLossIsToldOfOnce(REDIS, alerts);
  }

  /** It answers on; who finds it emptied counts alone until its own share is there again. */
  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void redis_emptied(String storeLoss) {
    List<Double> before = losses();
    holds(
        storeLoss,
        "redis-emptied",
        spray -> {
          cluster.redis.empty();
          spray.goOn();
          Eventually.holds(
              "each node has found it out",
              () -> {
                List<Double> now = losses();
                return IntStream.range(0, NODES).allMatch(i -> now.get(i) > before.get(i));
              });
        });
  }

  /** How often each node left Redis. */
  private static List<Double> losses() {
    return IntStream.range(0, NODES)
        .mapToObj(node -> cluster.metric(node, "sluice_ledger_shared_losses_total"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void redis_paused(String storeLoss) {
    holdsAndTells(
        REDIS,
        storeLoss,
        "redis-paused",
        spray -> {
          cluster.redis.pause();
          awaitLoss(storeLoss, spray, 0, 1, 2);
          cluster.redis.resume();
        });
  }

  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void redis_cut_off_from_one_node(String storeLoss) {
    holds(
        storeLoss,
        "redis-cut-off",
        spray -> {
          TcpProxy way = cluster.toRedis.get(1);
          way.cut();
          awaitLoss(storeLoss, spray, 1);
          way.mend();
        });
  }

  /**
   * Whoever is closed puts off; whoever counts alone has what Redis lacks, and goes on to the end.
   */
  private static void awaitLoss(String storeLoss, Spray spray, int... nodes) {
    spray.goOn();
    boolean alone = storeLoss.equals("Local");
    for (int node : nodes) {
      if (alone) {
        Eventually.holds(
            "node " + node + " counts alone",
            () -> cluster.metric(node, "sluice_ledger_unmerged") > 0);
      } else {
        spray.awaitPutOff(node);
      }
    }
    if (alone) {
      spray.awaitEnd();
    }
  }
}
