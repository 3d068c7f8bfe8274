package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.e2e.FaultyCluster.LIMIT;
import static org.sluice.e2e.FaultyCluster.NODES;
import static org.sluice.e2e.FaultyCluster.senders;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.e2e.FaultyCluster.Breaking;
import org.sluice.e2e.FaultyCluster.Spray;
import org.sluice.testkit.TcpProxy;

/**
 * Five senders spray all nodes of a {@link FaultyCluster} while something breaks; then nobody was
 * let through beyond the limit (alone, beyond the limit of each node), and each is restricted,
 * listed and told of once.
 */
class ClusterFaultsTest {
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

  private static void holds(String storeLoss, String name, Breaking inTheMiddle) {
    cluster.policy(storeLoss);
    List<String> senders = senders(name + "-" + storeLoss.toLowerCase(Locale.ROOT));
    Spray spray = cluster.spray(senders, inTheMiddle);
    spray.noneBeyond(storeLoss.equals("Local") ? LIMIT * NODES : LIMIT);
    cluster.eachIsRestrictedOnce(senders);
  }

  @Test
  void a_node_killed_while_it_charges() {
    holds(
        "Closed",
        "killed",
        spray -> {
          cluster.process.kill();
          spray.awaitEnd();
          cluster.process.start();
        });
  }

  @Test
  void postgresql_slow() {
    holds(
        "Closed",
        "slow",
        spray -> {
          cluster.toPostgres.delay(100);
          spray.awaitEnd();
          cluster.toPostgres.delay(0);
        });
  }

  @Test
  void postgresql_killed_and_started_again() {
    cluster.policy("Closed");
    List<String> senders = senders("postgresql-killed");
    Spray spray;
    cluster.postgres.kill();
    try {
      spray = cluster.spray(senders, s -> {});
      cluster.refusedEverywhere(senders);
    } finally {
      cluster.postgres.start();
    }
    spray.noneBeyond(LIMIT);
    cluster.eachIsRestrictedOnce(senders);
  }

  @Test
  void postgresql_read_only() {
    cluster.policy("Closed");
    List<String> senders = senders("read-only");
    cluster.order("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    Spray spray;
    try {
      spray = cluster.spray(senders, s -> {});
      cluster.refusedEverywhere(senders);
      assertThat(cluster.one("SELECT count(*) FROM restriction WHERE name LIKE 'read-only%'"))
          .isZero();
    } finally {
      cluster.order(
          "SET default_transaction_read_only = off",
          "ALTER SYSTEM RESET default_transaction_read_only",
          "SELECT pg_reload_conf()");
    }
    spray.noneBeyond(LIMIT);
    cluster.eachIsRestrictedOnce(senders);
  }

  /** It comes back empty. */
  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void redis_killed_and_started_again(String storeLoss) {
    holds(
        storeLoss,
        "redis-killed",
        spray -> {
          cluster.killRedis();
          cluster.startRedis();
        });
  }

  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void redis_emptied(String storeLoss) {
    holds(storeLoss, "redis-emptied", spray -> cluster.emptyRedis());
  }

  @ParameterizedTest
  @CsvSource({"Closed", "Local"})
  void redis_paused(String storeLoss) {
    holds(
        storeLoss,
        "redis-paused",
        spray -> {
          cluster.pauseRedis();
          awaitLoss(storeLoss, spray, 0, 1, 2);
          cluster.resumeRedis();
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

  /** Whoever counts alone goes on to the end. */
  private static void awaitLoss(String storeLoss, Spray spray, int... nodes) {
    if (storeLoss.equals("Local")) {
      spray.awaitEnd();
    }
    for (int node : nodes) {
      if (storeLoss.equals("Closed")) {
        spray.awaitPutOff(node);
      }
    }
  }
}
