package org.sluice.store.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.sluice.core.limit.SenderKey;
import org.sluice.testkit.RedisCluster;
import org.sluice.testkit.RedisServer;

/** Who of a Redis Cluster counts whom. */
final class Counting {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private Counting() {}

  /** Who counts a sender now. */
  static RedisServer master(RedisCluster redis, SenderKey sender) {
    return redis.master(new Keys(Node.FEW).sender(sender));
  }

  /** A new sender, whom a master with a replica counts. */
  static SenderKey safeSender(RedisCluster redis) {
    return Stream.generate(() -> SenderKey.of("user:" + NAMES.incrementAndGet()))
        .filter(sender -> !redis.replicas(master(redis, sender)).isEmpty())
        .findFirst()
        .orElseThrow();
  }
}
