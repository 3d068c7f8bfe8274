package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.redis.Wishes.KEY;
import static org.sluice.store.redis.Wishes.externalPerHour;
import static org.sluice.store.redis.Wishes.one;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Limits;

/** A Redis that comes back with what it had a while before. */
class RollbackTest {
  private static final int MOST = 10;
  private static final Limits LIMITS = externalPerHour(MOST);

  private final RedisServer redis = RedisServer.start();
  private final List<Node> nodes = new ArrayList<>();
  private long nextMessage = 1;

  private Node node() {
    Node node = new Node(List.of(redis.uri()), Duration.ofSeconds(1)).onServerTime().asked();
    nodes.add(node);
    return node;
  }

  @AfterEach
  void stop() {
    nodes.forEach(Node::close);
    redis.close();
  }

  /** Written to its disk, killed a moment later, and started from that. */
  @Test
  void a_redis_that_is_back_older_than_it_was_is_told_by_every_node_what_passed_since() {
    Node here = node();
    Node there = node();
    assertThat(passedNow(here, 2)).isEqualTo(2);
    assertThat(passedNow(there, 1)).isEqualTo(1);
    here.ticked();
    there.ticked();
    redis.cli("SAVE");
    long saved = here.ledger.sharedMillis();
    Until.holds(
        () -> "time goes on",
        () -> {
          there.ticked();
          return here.ticked().ledger.sharedMillis() > saved + 2 * Rollback.TOLERATED_MILLIS;
        });
    assertThat(passedNow(here, 4)).isEqualTo(4);
    assertThat(passedNow(there, 2)).isEqualTo(2);
    redis.kill();
    redis.restart();
    here.ticked().asked();
    assertThat(here.ledger.waitsFor()).as("what it counted since").containsExactly(there.name);
    there.ticked().asked();
    here.ticked();
    assertThat(here.ledger.waitsFor()).isEmpty();
    assertThat(here.usage(KEY, 0, 0).usage().externalInHour())
        .as("2 + 1 + 4 + 2, and perhaps those of the same minute once more")
        .isBetween(9, 12);
    assertThat(passedNow(here, MOST) + passedNow(there, MOST)).isLessThanOrEqualTo(1);
    assertThat(here.ticked().ledger.health().losses()).as("and stays there").isEqualTo(1);
  }

  private int passedNow(Node node, int tries) {
    int passed = 0;
    for (int i = 0; i < tries; i++) {
      long now = node.ledger.sharedMillis();
      Balance balance = node.charge(one(nextMessage++, now, LIMITS)).toCompletableFuture().join();
      passed += balance.granted() && balance.recorded() ? 1 : 0;
    }
    return passed;
  }

  @Test
  void it_is_older_if_it_heard_of_the_node_longer_ago_than_is_on_its_way() {
    Rollback rollback = new Rollback();
    rollback.found(5_000, 7, rollback.confirmedMillis());
    assertThat(rollback.sinceMillis()).as("nothing was confirmed").isZero();
    rollback.confirmed(9_000, 7);
    rollback.found(0, 7, rollback.confirmedMillis());
    assertThat(rollback.sinceMillis()).as("it is empty").isZero();
    rollback.found(9_000 - Rollback.TOLERATED_MILLIS, 7, rollback.confirmedMillis());
    rollback.found(5_000, 8, rollback.confirmedMillis());
    assertThat(rollback.sinceMillis()).as("it was emptied").isZero();
    rollback.found(9_000 - Rollback.TOLERATED_MILLIS - 1, 7, rollback.confirmedMillis());
    assertThat(rollback.sinceMillis()).isEqualTo(9_000 - 2 * Rollback.TOLERATED_MILLIS - 1);
    assertThat(rollback.isUntold()).isTrue();
    rollback.isTold();
    rollback.found(9_000 - Rollback.TOLERATED_MILLIS - 1, 7, rollback.confirmedMillis());
    assertThat(rollback.isUntold()).as("found again before it is over").isFalse();
    rollback.over();
    assertThat(rollback.sinceMillis()).isZero();
  }
}
