package org.sluice.store.redis;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.sluice.core.limit.LimitLedger;
import org.sluice.testkit.LimitLedgerContract;
import org.sluice.testkit.RedisServer;

/** The contract of every ledger, on a single real Redis. */
class RedisLedgerTest extends LimitLedgerContract {
  private static RedisServer redis;

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  protected LimitLedger open() {
    redis.cli("FLUSHALL");
    return new Node(List.of(redis.uri())).asked();
  }
}
