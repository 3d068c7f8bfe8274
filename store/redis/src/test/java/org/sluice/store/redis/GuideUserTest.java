package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.redis.Wishes.KEY;
import static org.sluice.store.redis.Wishes.externalPerHour;
import static org.sluice.store.redis.Wishes.one;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Held;
import org.sluice.core.restriction.Block;
import org.sluice.testkit.MemoryLedger;
import org.sluice.testkit.RedisServer;

/**
 * The user of the guide may do all that Sluice asks of a Redis, and nothing by which it could harm
 * what else is there. On a Cluster {@link ClusterLedgerTest} is this user.
 */
class GuideUserTest {
  @TempDir private Path folder;
  private final RedisServer redis = RedisServer.start();

  @BeforeEach
  void makeUser() {
    GuideUser.at(redis);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private RedisOptions options() {
    return new RedisOptions(List.of(redis.uri()), Duration.ofSeconds(5), 2)
        .withLogins(GuideUser.login(folder), RedisLogin.NONE);
  }

  private static Balance send(Node node, long message) {
    return node.charge(one(message, System.currentTimeMillis(), externalPerHour(9)))
        .toCompletableFuture()
        .join();
  }

  @Test
  void it_counts_restricts_and_gives_back() {
    try (Node node = new Node(options()).onServerTime().asked()) {
      assertThat(send(node, 1).recorded()).isTrue();
      node.withdraw(KEY, 1, System.currentTimeMillis()).toCompletableFuture().join();
      assertThat(node.usage(KEY, 0, 0).usage().externalInHour()).isZero();
      long now = node.ledger.sharedMillis();
      var restriction = Wishes.restriction(now, new Block.UntilLifted());
      node.ledger.raise(restriction).toCompletableFuture().join();
      assertThat(send(node, 2).restricted()).isTrue();
      assertThat(node.ledger.look(KEY, Held.FREE, 0).toCompletableFuture().join().restricted())
          .isTrue();
      node.ledger.lower(Wishes.ANNA, Wishes.lift(now + 1, now + 1)).toCompletableFuture().join();
      assertThat(send(node, 3).granted()).isTrue();
      assertThat(node.ticked().ledger.health().asked()).as(node.ledger.health().cause()).isTrue();
    }
  }

  @Test
  void it_waits_for_replicas() {
    try (Node node = new Node(options().acknowledgedBy(1)).onServerTime().asked()) {
      assertThat(send(node, 1).granted()).isTrue();
      assertThat(node.ledger.unacknowledged()).as("of which there are none").isEqualTo(1);
      assertThat(node.ledger.health().asked()).as(node.ledger.health().cause()).isTrue();
    }
  }

  @Test
  void it_carries_counts_there_and_away() throws IOException {
    MemoryLedger own = new MemoryLedger();
    own.charge(one(KEY, 1, System.currentTimeMillis(), 0, externalPerHour(9), Held.FREE))
        .toCompletableFuture()
        .join();
    CountsMove.Moved one = new CountsMove.Moved(1, 1, 1);
    assertThat(CountsMove.intoRedis(options(), own, folder)).isEqualTo(one);
    assertThat(CountsMove.outOfRedis(options(), folder, counted -> {}, (organization, now) -> {}))
        .isEqualTo(one);
  }

  @Test
  void it_hears_what_a_server_may_forget() {
    assertThat(Keeping.concerns(GuideUser.says(redis, "INFO"))).isNotEmpty();
  }

  @Test
  void it_may_do_nothing_else() {
    assertThat(
            List.of(
                "FLUSHALL",
                "KEYS *",
                "CONFIG GET requirepass",
                "FUNCTION FLUSH",
                "FUNCTION DELETE of-somebody-else",
                "FUNCTION RESTORE x",
                "CLUSTER RESET",
                "CLUSTER FAILOVER",
                "CLUSTER FORGET x",
                "REPLICAOF NO ONE",
                "SHUTDOWN",
                "ACL LIST",
                "CLIENT KILL TYPE normal",
                "EVAL return 0",
                "GET of-somebody-else",
                "SET of-somebody-else x",
                "DEL of-somebody-else"))
        .allSatisfy(command ->
            assertThat(GuideUser.says(redis, command.split(" ", -1))).startsWith("NOPERM"));
  }
}
