package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.redis.Wishes.externalPerHour;
import static org.sluice.store.redis.Wishes.one;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;

/** Three nodes, one sender at full rate: on one server, and across failovers. */
class SprayTest {
  private static final int RUNS = 100;
  private static final int MOST = 50;
  private static final int TRIES = 60;
  private static final int ACROSS = 3_000;
  private static final Limits LIMITS = externalPerHour(MOST);
  private static final Limits ACROSS_LIMITS = externalPerHour(ACROSS);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final AtomicLong messages = new AtomicLong();

  private <T extends AutoCloseable> T add(T each) {
    opened.add(each);
    return each;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private List<Node> nodes(List<String> servers, Duration timeout) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      nodes.add(add(new Node(servers, timeout)).onServerTime().asked());
    }
    return nodes;
  }

  private CompletableFuture<Balance> send(Node node, SenderKey sender, Limits limits) {
    return node.charge(one(sender, messages.incrementAndGet(), 1, 0, limits, Held.FREE))
        .toCompletableFuture();
  }

  @Test
  void a_hundred_times_exactly_the_limit_passes() {
    RedisServer redis = add(RedisServer.start());
    List<Node> nodes = nodes(List.of(redis.uri()), Duration.ofSeconds(60));
    for (int run = 0; run < RUNS; run++) {
      SenderKey sender = SenderKey.of("user:" + run);
      List<CompletableFuture<Balance>> all = new ArrayList<>();
      for (int i = 0; i < TRIES; i++) {
        nodes.forEach(node -> all.add(send(node, sender, LIMITS)));
      }
      assertThat(all.stream().filter(b -> b.join().granted()).count()).isEqualTo(MOST);
      assertThat(all.stream().filter(b -> b.join().first()).count()).isEqualTo(1);
    }
  }

  /** Sends one after the other on each node until all of them are refused, or so many passed. */
  private int spray(List<Node> nodes, SenderKey sender, int tries, Runnable inTheMiddle) {
    AtomicInteger passed = new AtomicInteger();
    List<Thread> senders =
        nodes.stream()
            .map(node ->
                Thread.ofPlatform()
                    .start(() -> {
                      for (int i = 0; i < tries; i++) {
                        boolean granted = send(node, sender, ACROSS_LIMITS).join().granted();
                        passed.addAndGet(granted ? 1 : 0);
                      }
                    }))
            .toList();
    Until.holds("a part has passed", () -> passed.get() > ACROSS / 10);
    inTheMiddle.run();
    Until.holds("all have been sent", () -> senders.stream().noneMatch(Thread::isAlive));
    return passed.get();
  }

  private static List<String> cluster(List<RedisServer> servers) {
    List<String> command = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    servers.forEach(server -> command.add("127.0.0.1:" + server.port()));
    command.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
    assertThat(RedisServer.run(command)).contains("All 16384 slots covered");
    Until.holds(
        "every server knows the whole cluster",
        () ->
            servers.stream()
                .allMatch(s ->
                    s.cli("CLUSTER", "INFO").contains("cluster_state:ok")
                        && s.cli("CLUSTER", "NODES").split("slave ").length == 4));
    Until.holds(
        "every replica follows",
        () ->
            servers.stream()
                .map(s -> s.cli("INFO", "replication"))
                .allMatch(r -> r.contains("role:master") || r.contains("link_status:up")));
    return servers.stream().limit(3).map(RedisServer::uri).toList();
  }

  @Test
  void a_cluster_of_three_masters_shares_one_limit_and_survives_the_loss_of_one() {
    List<RedisServer> servers =
        Stream.generate(() ->
                add(
                    RedisServer.start(
                        "--cluster-enabled", "yes", "--cluster-node-timeout", "2000")))
            .limit(6)
            .toList();
    List<Node> nodes = nodes(cluster(servers), TIMEOUT);
    SenderKey sender = SenderKey.of("user:anna@example.org");
    String key = key(sender);
    RedisServer master =
        servers.stream()
            .filter(s -> s.cli("GET", key).isBlank() && s.cli("ROLE").startsWith("master"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("nobody serves " + key));
    int passed = spray(nodes, sender, ACROSS / 2, master::kill);
    assertThat(passed).as("all nodes were alone for a while").isLessThanOrEqualTo(ACROSS * 3);
    nodes.forEach(Node::asked);
    int used = nodes.getFirst().usage(sender, 0, 0).usage().externalInHour();
    assertThat(used).as("what the promoted replica had, and what was added").isPositive();
    assertThat(send(nodes.getFirst(), sender, externalPerHour(1)).join().granted()).isFalse();
  }

  @Test
  void behind_sentinel_the_promoted_replica_is_asked() {
    RedisServer master = add(RedisServer.start());
    RedisServer replica = add(RedisServer.start("--replicaof", "127.0.0.1 " + master.port()));
    Until.holds(
        "the replica follows",
        () -> replica.cli("INFO", "replication").contains("master_link_status:up"));
    List<RedisServer> sentinels =
        Stream.generate(() -> add(RedisServer.sentinel(master.port(), 2))).limit(3).toList();
    Until.holds(
        "the Sentinels know each other and the replica",
        () ->
            sentinels.stream()
                .allMatch(s ->
                    s.cli("SENTINEL", "master", "main").contains("num-other-sentinels\n2")
                        && s.cli("SENTINEL", "replicas", "main").contains("" + replica.port())));
    String uri =
        "redis-sentinel://"
            + String.join(",", sentinels.stream().map(s -> "127.0.0.1:" + s.port()).toList())
            + "#main";
    List<Node> nodes = nodes(List.of(uri), TIMEOUT);
    SenderKey sender = SenderKey.of("user:anna@example.org");
    for (int i = 0; i < MOST; i++) {
      assertThat(send(nodes.getFirst(), sender, LIMITS).join().granted()).isTrue();
    }
    Until.holds("the replica has it", () -> has(replica, sender));
    master.pause();
    assertThat(send(nodes.get(1), sender, LIMITS).join().recorded()).isFalse();
    nodes.forEach(Node::asked);
    assertThat(replica.cli("ROLE")).startsWith("master");
    for (Node node : nodes) {
      assertThat(send(node, sender, LIMITS).join().granted()).isFalse();
    }
    master.resume();
  }

  private static boolean has(RedisServer replica, SenderKey sender) {
    return replica.cli("EXISTS", key(sender)).trim().equals("1");
  }

  private static String key(SenderKey sender) {
    return new String(new Keys(Node.FEW).sender(sender), StandardCharsets.US_ASCII);
  }
}
