package org.sluice.store.redis;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.LimitLedger;
import org.sluice.testkit.LimitLedgerContract;
import org.sluice.testkit.RedisCluster;

/** The contract of every ledger, on a real Redis Cluster of three masters, by the guide's user. */
class ClusterLedgerTest extends LimitLedgerContract {
  @TempDir private static Path folder;
  private static RedisCluster redis;

  @BeforeAll
  static void startRedis() {
    redis = new RedisCluster();
    redis.servers().forEach(GuideUser::at);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  protected LimitLedger open() {
    redis.empty();
    return new Node(
            new RedisOptions(redis.uris(), Duration.ofSeconds(60), 2)
                .withLogins(GuideUser.login(folder), RedisLogin.NONE))
        .asked();
  }
}
