package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.store.redis.Wishes.KEY;
import static org.sluice.store.redis.Wishes.externalPerHour;
import static org.sluice.store.redis.Wishes.one;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.Held;
import org.sluice.testkit.MemoryLedger;
import org.sluice.testkit.RedisServer;

/** What was carried into Redis is read there again, and nothing is left behind on the way out. */
class CountsMoveTest {
  private static final int RECIPIENTS = 3;

  @TempDir private Path folder;
  private final RedisServer redis = RedisServer.start();
  private final MemoryLedger own = new MemoryLedger();

  @AfterEach
  void stop() {
    redis.close();
  }

  private CountsMove.Moved move() throws IOException {
    return CountsMove.intoRedis(options(), own, folder);
  }

  private RedisOptions options() {
    return new RedisOptions(List.of(redis.uri()), Duration.ofSeconds(5), 1);
  }

  private void count() {
    for (int message = 1; message <= RECIPIENTS; message++) {
      own.charge(one(KEY, message, System.currentTimeMillis(), 0, externalPerHour(9), Held.FREE))
          .toCompletableFuture()
          .join();
    }
  }

  @Test
  void the_sum_of_all_together_is_read_where_it_has_arrived() throws IOException {
    count();
    assertThat(move()).isEqualTo(new CountsMove.Moved(1, RECIPIENTS, RECIPIENTS));
    assertThat(move()).as("once").isEqualTo(new CountsMove.Moved(1, RECIPIENTS, RECIPIENTS));
    redis.cli("DEL", new String(Keys.ORGANIZATION, StandardCharsets.US_ASCII));
    assertThatThrownBy(this::move)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Redis has 0 external recipients, fewer than the 3 counted here")
        .hasMessageContaining("stays there; empty that Redis before you try again");
  }

  private Node node() {
    return new Node(List.of(redis.uri()), Duration.ofSeconds(5)).onServerTime().asked();
  }

  private Node again(Node stopped) {
    return stopped.restarted(List.of(redis.uri()), Duration.ofSeconds(5)).onServerTime().asked();
  }

  /** As the data directory of a node that has stopped moves them; empty if it is a new one. */
  private CountsMove.Moved out(String node, Map<String, Long> known) throws IOException {
    return CountsMove.outOf(
        options(),
        Node.FEW,
        new Roster(node, known, heard -> {}),
        counted -> {},
        (organization, now) -> {});
  }

  private void refusesFor(Node other) {
    assertThatThrownBy(() -> out("", Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stopped without saying that all they counted is in Redis")
        .hasMessageContaining(other.name);
  }

  private static boolean sends(Node node, long message) {
    return node.charge(one(message, System.currentTimeMillis(), externalPerHour(9)))
        .toCompletableFuture()
        .join()
        .recorded();
  }

  @Test
  void a_node_that_was_killed_may_have_counted_alone_and_one_that_stopped_in_order_has_not()
      throws IOException {
    Node killed = node();
    assertThat(sends(killed, 1)).isTrue();
    killed.close();
    refusesFor(killed);
    assertThat(out(killed.name, Map.of()).recipients())
        .as("what lies in its own data directory is seen there")
        .isEqualTo(1);
    again(killed).ledger.close();
    assertThat(out("", Map.of()).recipients()).isEqualTo(1);
  }

  @Test
  void what_a_stopped_node_counted_alone_and_did_not_add_is_not_left_behind() throws IOException {
    Node alone = node();
    alone.ledger.close();
    assertThat(out("", Map.of()).recipients()).isZero();
    Node again = again(alone);
    redis.pause();
    assertThat(sends(again, 1)).as("alone").isFalse();
    again.ledger.close();
    redis.resume();
    refusesFor(again);
    again(again).ledger.close();
    assertThat(out("", Map.of()).recipients())
        .as("once, or twice if the question that was not answered in time was counted, too")
        .isBetween(1L, 2L);
  }

  @Test
  void a_node_that_an_emptied_redis_does_not_know_is_missed() {
    assertThatThrownBy(() -> out("me", Map.of("gone", System.currentTimeMillis())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gone");
  }

  @Test
  void one_that_has_been_gone_for_longer_than_any_window_is_not_waited_for() throws IOException {
    Node me = node();
    me.ledger.close();
    long then = System.currentTimeMillis() - Roster.KEPT_MILLIS - Roster.WRITTEN_MILLIS - 60_000;
    assertThat(out(me.name, Map.of("gone", then)).senders()).isZero();
  }

  @Test
  void a_node_that_left_before_redis_was_emptied_is_missed_by_its_own_data_directory()
      throws IOException {
    Node left = node();
    assertThat(sends(left, 1)).isTrue();
    left.ledger.close();
    redis.cli("FLUSHALL");
    Node fills = node();
    fills.ledger.close();
    assertThatThrownBy(() -> out(left.name, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lacks what these nodes had counted: " + left.name);
    again(left).ledger.close();
    assertThat(out(left.name, Map.of()).recipients()).isEqualTo(1);
  }

  @Test
  void a_redis_that_nobody_has_filled_is_not_believed() {
    assertThatThrownBy(() -> out("", Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("emptied and not filled again");
  }

  @Test
  void what_others_have_counted_already_is_not_counted_twice() {
    Node before = node();
    before.ledger.close();
    count();
    assertThatThrownBy(this::move)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Redis has counts already, of these nodes: " + before.name)
        .hasMessageContaining("Nothing was added to it");
    assertThat(redis.cli("KEYS", new String(Keys.ORGANIZATION, StandardCharsets.US_ASCII)))
        .as("nothing was added")
        .isBlank();
  }

  @Test
  void what_was_added_by_half_is_not_added_again() throws IOException {
    count();
    move();
    redis.cli(
        "EVAL",
        "for _, k in ipairs(redis.call('KEYS', 'sluice:*:nodes')) do redis.call('DEL', k) end",
        "0");
    assertThatThrownBy(this::move)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("of a node that has not added all of its own");
  }
}
