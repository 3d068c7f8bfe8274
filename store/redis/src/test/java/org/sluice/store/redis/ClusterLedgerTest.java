package org.sluice.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.sluice.core.limit.LimitLedger;
import org.sluice.testkit.LimitLedgerContract;
import org.sluice.testkit.RedisCluster;

/** The contract of every ledger, on a real Redis Cluster of three masters. */
class ClusterLedgerTest extends LimitLedgerContract {
  private static RedisCluster redis;

  @BeforeAll
  static void startRedis() {
    redis = new RedisCluster();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  protected LimitLedger open() {
    redis.empty();
    return new Node(redis.uris()).asked();
  }
}
