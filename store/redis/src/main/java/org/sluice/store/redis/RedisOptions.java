package org.sluice.store.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How Redis is reached.
 *
 * @param servers one {@code redis://} or {@code rediss://} address is a single server, one {@code
 *     redis-sentinel://} address with its master's name a group behind Sentinel, several addresses
 *     are the first nodes of a Cluster
 * @param timeout how long a charge waits for its answer before it counts on this node
 * @param connections how many connections, to each master
 * @param user empty for the default user
 * @param passwordFile whose first line is the password, read for each connection
 * @param authorityFile certificates (PEM) by one of which a server's is signed; empty for those
 *     that Java trusts
 */
public record RedisOptions(
    List<String> servers,
    Duration timeout,
    int connections,
    String user,
    Optional<Path> passwordFile,
    Optional<Path> authorityFile) {

  /** Without a password. */
  public RedisOptions(List<String> servers, Duration timeout, int connections) {
    this(servers, timeout, connections, "", Optional.empty(), Optional.empty());
  }

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
