package org.sluice.store.redis;

import java.time.Duration;
import java.util.List;

/**
 * How Redis is reached.
 *
 * @param servers one {@code redis://} or {@code rediss://} address is a single server, one {@code
 *     redis-sentinel://} address with its master's name a group behind Sentinel, several addresses
 *     are the first nodes of a Cluster
 * @param timeout how long a charge waits for its answer before it counts on this node
 * @param connections how many connections, to each master
 */
public record RedisOptions(List<String> servers, Duration timeout, int connections) {
  public RedisOptions {
    servers = List.copyOf(servers);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("Redis has at least one address");
    }
  }

  /** Whether the addresses are nodes of a Cluster. */
  public boolean isCluster() {
    return servers.size() > 1;
  }
}
