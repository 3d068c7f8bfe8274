package org.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real Redis Cluster of three masters, each with a replica. */
public final class RedisCluster implements AutoCloseable {
  private final List<RedisServer> servers =
      Stream.generate(
              () -> RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"))
          .limit(6)
          .toList();

  /** Returns once all of them serve. */
  public RedisCluster() {
    List<String> command = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    servers.forEach(server -> command.add("127.0.0.1:" + server.port()));
    command.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
    assertThat(RedisServer.run(command)).contains("All 16384 slots covered");
    Eventually.holds(
        "every server knows the whole cluster", () -> servers.stream().allMatch(this::all));
    Eventually.holds(
        "every replica follows",
        () ->
            servers.stream()
                .map(s -> s.cli("INFO", "replication"))
                .allMatch(r -> r.contains("role:master") || r.contains("link_status:up")));
  }

  private boolean all(RedisServer server) {
    return server.cli("CLUSTER", "INFO").contains("cluster_state:ok")
        && server.cli("CLUSTER", "NODES").split("slave ").length == 4;
  }

  /** Masters and replicas. */
  public List<RedisServer> servers() {
    return servers;
  }

  /** Where nodes may begin. */
  public List<String> uris() {
    return servers.stream().map(RedisServer::uri).toList();
  }

  /** Empties every master. */
  public void empty() {
    masters().forEach(RedisServer::empty);
  }

  /** Who serves now. */
  public List<RedisServer> masters() {
    return servers.stream().filter(s -> s.cli("ROLE").startsWith("master")).toList();
  }

  /** Who has a key. */
  public RedisServer master(byte[] name) {
    String key = new String(name, StandardCharsets.US_ASCII);
    return masters().stream()
        .filter(s -> s.cli("EXISTS", key).matches("[01]\\s*"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody serves " + key));
  }

  /** Who follows a master, and has all that it had. */
  public List<RedisServer> replicas(RedisServer master) {
    String said = master.cli("INFO", "replication");
    return servers.stream()
        .filter(s -> said.contains("port=" + s.port() + ",state=online"))
        .toList();
  }

  /** From now on a replica hears nothing of its master any more, but of the other servers. */
  public static void cutOff(RedisServer replica, RedisServer master) {
    replica.cli("CONFIG", "SET", "masteruser", "nobody");
    replica.cli("CONFIG", "SET", "masterauth", "wrong");
    master.cli("CLIENT", "KILL", "TYPE", "replica");
    Eventually.holds(
        "the replica is cut off",
        () -> master.cli("INFO", "replication").contains("connected_slaves:0"));
  }

  /** It hears of it again. */
  public void join(RedisServer replica, RedisServer master) {
    replica.cli("CONFIG", "SET", "masterauth", "");
    Eventually.holds("it follows", () -> replicas(master).contains(replica));
  }

  /** A master that was killed comes back, and follows who was promoted. */
  public void followsAgain(RedisServer killed, RedisServer promoted) {
    killed.restart();
    Eventually.holds("it follows", () -> replicas(promoted).contains(killed));
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
