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
 * @param login to the servers that count
 * @param sentinelLogin to the Sentinels
 * @param authorityFile certificates (PEM) by one of which a server's is signed; empty for those
 *     that Java trusts
 * @param acknowledging replicas that must have what a charge counted before it is answered as
 *     recorded; 0 if nobody waits for them
 */
public record RedisOptions(
    List<String> servers,
    Duration timeout,
    int connections,
    RedisLogin login,
    RedisLogin sentinelLogin,
    Optional<Path> authorityFile,
    int acknowledging) {

  /** Without a password, and without waiting for replicas. */
  public RedisOptions(List<String> servers, Duration timeout, int connections) {
    this(servers, timeout, connections, RedisLogin.NONE, RedisLogin.NONE, Optional.empty(), 0);
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

  /** The same, with passwords. */
  public RedisOptions withLogins(RedisLogin toServers, RedisLogin toSentinels) {
    return new RedisOptions(
        servers, timeout, connections, toServers, toSentinels, authorityFile, acknowledging);
  }

  /** The same, with replicas that must have a charge. */
  public RedisOptions acknowledgedBy(int replicas) {
    return new RedisOptions(
        servers, timeout, connections, login, sentinelLogin, authorityFile, replicas);
  }

  /**
   * How long Redis waits for replicas. A charge may meet up to four such waits, its own and one
   * under way, for the sender and for the organization, and still has to be answered in time.
   */
  long acknowledgementMillis() {
    return Math.max(1, timeout.toMillis() / 8);
  }
}
