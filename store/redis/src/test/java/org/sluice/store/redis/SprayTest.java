package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.redis.Wishes.externalPerHour;
import static org.sluice.store.redis.Wishes.one;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.testkit.RedisCluster;
import org.sluice.testkit.RedisServer;

/** Three nodes, one sender at full rate: on one server, on a Cluster, and behind Sentinel. */
class SprayTest {
  private static final int RUNS = 100;
  private static final int MOST = 50;
  private static final int TRIES = 60;
  private static final Limits LIMITS = externalPerHour(MOST);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  @TempDir private Path folder;
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
    spray(nodes(List.of(redis.uri()), Duration.ofSeconds(60)));
  }

  @Test
  void on_a_cluster_of_three_masters_a_hundred_times_exactly_the_limit_passes() {
    RedisCluster redis = add(new RedisCluster());
    List<Node> nodes = nodes(redis.uris(), Duration.ofSeconds(60));
    List<SenderKey> senders = spray(nodes);
    assertThat(senders.stream().map(sender -> Counting.master(redis, sender)).distinct().count())
        .as("masters that count some of them")
        .isEqualTo(3);
  }

  /** Each run is one sender through all nodes at once. */
  private List<SenderKey> spray(List<Node> nodes) {
    List<SenderKey> senders =
        IntStream.range(0, RUNS).mapToObj(run -> SenderKey.of("user:" + run)).toList();
    for (SenderKey sender : senders) {
      List<CompletableFuture<Balance>> all = new ArrayList<>();
      for (int i = 0; i < TRIES; i++) {
        nodes.forEach(node -> all.add(send(node, sender, LIMITS)));
      }
      assertThat(all).allMatch(b -> b.join().recorded(), "answered by Redis");
      assertThat(all.stream().filter(b -> b.join().granted()).count()).isEqualTo(MOST);
      assertThat(all.stream().filter(b -> b.join().first()).count()).isEqualTo(1);
    }
    return senders;
  }

  @Test
  void behind_sentinel_with_passwords_the_promoted_replica_is_asked() throws IOException {
    RedisServer master = add(RedisServer.withPassword("of-redis"));
    RedisServer replica =
        add(RedisServer.withPassword("of-redis", "--replicaof", "127.0.0.1 " + master.port()));
    Until.holds(
        "the replica follows",
        () -> replica.cli("INFO", "replication").contains("master_link_status:up"));
    List<RedisServer> sentinels =
        Stream.generate(() -> add(RedisServer.sentinel(master, 2, "of-sentinel")))
            .limit(3)
            .toList();
    Until.holds(
        "the Sentinels know each other and the replica",
        () ->
            sentinels.stream()
                .allMatch(s ->
                    s.cli("SENTINEL", "master", "main").contains("num-other-sentinels\n2")
                        && s.cli("SENTINEL", "replicas", "main").contains("" + replica.port())));
    RedisOptions options =
        new RedisOptions(
                List.of(
                    "redis-sentinel://"
                        + String.join(
                            ",", sentinels.stream().map(s -> "127.0.0.1:" + s.port()).toList())
                        + "#main"),
                TIMEOUT,
                2)
            .withLogins(login("of-redis"), login("of-sentinel"));
    refusesWithout(options);
    List<Node> nodes =
        Stream.generate(() -> add(new Node(options)).onServerTime().asked()).limit(3).toList();
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

  /** Neither password is good for the other's door. */
  private void refusesWithout(RedisOptions options) {
    for (RedisOptions wrong :
        List.of(
            options.withLogins(options.login(), RedisLogin.NONE),
            options.withLogins(options.sentinelLogin(), options.sentinelLogin()))) {
      Node node = add(new Node(wrong)).ticked();
      assertThat(node.ledger.health().asked()).isFalse();
    }
  }

  private RedisLogin login(String password) throws IOException {
    Path file = Files.writeString(folder.resolve(password), password + "\n");
    return new RedisLogin("", Optional.of(file));
  }

  private static boolean has(RedisServer replica, SenderKey sender) {
    return replica.cli("EXISTS", key(sender)).trim().equals("1");
  }

  private static String key(SenderKey sender) {
    return new String(new Keys(Node.FEW).sender(sender), StandardCharsets.US_ASCII);
  }
}
