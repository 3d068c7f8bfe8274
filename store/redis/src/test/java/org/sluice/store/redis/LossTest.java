package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.redis.Wishes.ANNA;
import static org.sluice.store.redis.Wishes.KEY;
import static org.sluice.store.redis.Wishes.NOON;
import static org.sluice.store.redis.Wishes.externalPerHour;
import static org.sluice.store.redis.Wishes.one;
import static org.sluice.store.redis.Wishes.restriction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Limits;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;
import org.sluice.testkit.RedisServer;
import org.sluice.testkit.TcpProxy;

/** A real Redis that is killed, stopped, cut off or emptied, and what two nodes make of it. */
class LossTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int MOST = 10;
  private static final Limits LIMITS = externalPerHour(MOST);

  private final RedisServer redis = RedisServer.start();
  private final TcpProxy network = new TcpProxy(redis.port());
  private final List<Node> nodes = new ArrayList<>();
  private long nextMessage = 1;

  /** Something that makes Redis unable to answer, and what ends it; counts survive or do not. */
  record Fault(String name, Consumer<LossTest> begins, Consumer<LossTest> ends, boolean keeps) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault("killed", t -> t.redis.kill(), t -> t.redis.restart(), false),
        new Fault("stopped", t -> t.redis.pause(), t -> t.redis.resume(), true),
        new Fault("cut off", t -> t.network.cut(), t -> t.network.mend(), true));
  }

  private String uri() {
    return "redis://127.0.0.1:" + network.port();
  }

  private Node node() {
    Node node = new Node(List.of(uri()), TIMEOUT).asked();
    nodes.add(node);
    return node;
  }

  @AfterEach
  void stop() {
    redis.resume();
    nodes.forEach(Node::close);
    network.close();
    redis.close();
  }

  private Balance send(Node node) {
    return send(node, Held.FREE);
  }

  private Balance send(Node node, Held held) {
    return node.charge(one(nextMessage++, NOON, 0, LIMITS, held)).toCompletableFuture().join();
  }

  private int passed(Node node, int tries) {
    int passed = 0;
    for (int i = 0; i < tries; i++) {
      passed += send(node).granted() ? 1 : 0;
    }
    return passed;
  }

  private static int used(Node node) {
    return node.usage(KEY, NOON, 0).usage().externalInHour();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_lost_redis_is_left_at_once_and_found_again_with_what_was_counted(Fault fault) {
    Node here = node();
    Node there = node();
    assertThat(passed(here, 4)).isEqualTo(4);
    assertThat(passed(there, 2)).isEqualTo(2);
    fault.begins().accept(this);
    Balance alone = send(here);
    assertThat(alone.granted()).isTrue();
    assertThat(alone.recorded()).isFalse();
    assertThat(here.ledger.health().asked()).isFalse();
    assertThat(here.ledger.health().losses()).isEqualTo(1);
    assertThat(here.ledger.health().cause()).isNotBlank();
    assertThat(passed(here, 2)).as("4 before, 3 alone").isEqualTo(2);
    assertThat(passed(there, 1)).isEqualTo(1);
    fault.ends().accept(this);
    here.asked();
    there.asked();
    assertThat(here.ledger.unmergedSenders()).isZero();
    assertThat(used(here))
        .as("4 + 3 + 2 + 1, perhaps the one whose answer was lost")
        .isBetween(10, 12);
    assertThat(send(here).granted()).isFalse();
  }

  @Test
  void alone_a_node_lets_no_more_than_its_own_share_of_the_limit_through() {
    Node here = node();
    Node there = node();
    assertThat(passed(here, 6)).isEqualTo(6);
    redis.kill();
    assertThat(passed(here, 50)).as("6 before").isEqualTo(MOST - 6);
    assertThat(passed(there, 50)).isEqualTo(MOST);
  }

  @Test
  void an_emptied_redis_is_filled_before_it_is_asked() {
    Node here = node();
    Node there = node();
    assertThat(passed(here, 4)).isEqualTo(4);
    assertThat(passed(there, 3)).isEqualTo(3);
    redis.cli("FLUSHALL");
    assertThat(send(here).recorded()).as("noticed by the first charge").isFalse();
    here.asked();
    assertThat(used(here)).isEqualTo(5);
    assertThat(send(there).recorded()).as("the other has its share to add").isFalse();
    there.asked();
    assertThat(used(there)).as("4 + 1 + 3 + 1").isEqualTo(9);
    assertThat(passed(here, 5)).isEqualTo(1);
  }

  @Test
  void nothing_that_an_emptied_redis_lets_through_is_certain_until_every_node_has_filled_it() {
    Node here = node();
    Node there = node();
    assertThat(passed(here, 4)).isEqualTo(4);
    assertThat(passed(there, 3)).isEqualTo(3);
    here.ticked();
    redis.cli("FLUSHALL");
    here.ticked().asked();
    assertThat(here.ledger.waitsFor()).containsExactly(there.name);
    assertThat(send(here).recorded()).as("closed refuses").isFalse();
    assertThat(here.ledger.health().asked()).as("but it is asked").isTrue();
    there.ticked().asked();
    here.ticked();
    assertThat(here.ledger.waitsFor()).isEmpty();
    assertThat(send(here).recorded()).isTrue();
    assertThat(used(here)).as("4 + 3 + 2").isEqualTo(9);
  }

  /** As a replica that was promoted before it heard of them: the generation is there. */
  @Test
  void a_name_that_a_failover_lost_is_missed_and_the_whole_share_is_added_anew() {
    Node here = node();
    assertThat(passed(here, 4)).isEqualTo(4);
    redis.cli(
        "EVAL",
        "for _, k in ipairs(redis.call('KEYS', '*')) do if not k:find(':generation', 1, true) then"
            + " redis.call('DEL', k) end end",
        "0");
    here.ticked();
    assertThat(here.ledger.health().asked()).isFalse();
    here.asked();
    assertThat(used(here)).isEqualTo(4);
    assertThat(here.ticked().ledger.health().losses()).as("and stays there").isEqualTo(1);
  }

  @Test
  void a_node_without_traffic_finds_an_emptied_redis_by_itself() {
    Node idle = node();
    assertThat(passed(idle, 3)).isEqualTo(3);
    redis.cli("FLUSHALL");
    idle.ticked();
    assertThat(idle.ledger.health().asked()).isFalse();
    idle.asked();
    assertThat(used(idle)).isEqualTo(3);
  }

  @Test
  void a_node_that_was_restarted_after_redis_was_emptied_adds_its_share_and_waits_for_the_others() {
    Node here = node();
    Node there = node();
    assertThat(passed(here, 4)).isEqualTo(4);
    assertThat(passed(there, 3)).isEqualTo(3);
    here.ticked();
    redis.cli("FLUSHALL");
    Node again = here.restarted(List.of(uri()), TIMEOUT).asked();
    nodes.add(again);
    assertThat(used(again)).isEqualTo(4);
    assertThat(again.ledger.waitsFor()).containsExactly(there.name);
    there.ticked().asked();
    again.ticked();
    assertThat(used(again)).isEqualTo(7);
    assertThat(again.ledger.waitsFor()).isEmpty();
  }

  @Test
  void what_was_counted_alone_is_added_after_the_node_was_restarted_meanwhile() {
    Node here = node();
    Node there = node();
    assertThat(passed(there, 2)).isEqualTo(2);
    network.cut();
    assertThat(passed(here, 3)).isEqualTo(3);
    assertThat(here.local.aloneSince()).isPositive();
    Node again = here.restarted(List.of(uri()), TIMEOUT);
    nodes.add(again);
    assertThat(again.ledger.unmergedSenders()).isEqualTo(1);
    network.mend();
    again.asked();
    assertThat(used(again)).as("2 + 3, perhaps the one whose answer was lost").isBetween(5, 6);
    assertThat(again.ticked().local.aloneSince()).as("nothing is missing any more").isZero();
  }

  @Test
  void the_organizations_counts_are_merged_after_a_loss_and_filled_in_when_they_were_emptied() {
    Node here = node();
    Node there = node();
    assertThat(passed(here, 4)).isEqualTo(4);
    network.cut();
    assertThat(passed(there, 3)).isEqualTo(3);
    network.mend();
    here.ticked().asked();
    there.asked();
    assertThat(organization(here))
        .as("4 + 3, perhaps the one whose answer was lost")
        .isBetween(7L, 8L);
    redis.cli("FLUSHALL");
    here.ticked().asked();
    there.ticked().asked();
    assertThat(organization(here)).as("from both shares").isEqualTo(7);
    here.ticked();
    Limits limits = new Limits(0, 0, 0, 0, 0, 0, 8, true);
    assertThat(ask(here, limits).granted()).isTrue();
    assertThat(ask(there, limits).exceeded()).isEqualTo(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS);
  }

  private Balance ask(Node node, Limits limits) {
    return node.charge(one(nextMessage++, NOON, limits)).toCompletableFuture().join();
  }

  private static long organization(Node node) {
    return node.usage(KEY, NOON, 0).usage().organizationExternalInDay();
  }

  @Test
  void the_restricted_stay_restricted_while_it_is_lost_and_when_it_comes_back_empty() {
    Node here = node();
    Node there = node();
    Restriction restriction = restriction(NOON, new Block.UntilLifted());
    here.copy.put(ANNA, new Standing(Optional.of(restriction), Optional.empty()));
    here.ledger.raise(restriction).toCompletableFuture().join();
    assertThat(send(there).restricted()).isTrue();
    redis.kill();
    Balance lost = send(here, new Held(NOON, Held.UNTIL_LIFTED));
    assertThat(lost.restricted()).isTrue();
    assertThat(lost.recorded()).isFalse();
    redis.restart();
    here.asked();
    there.asked();
    assertThat(send(there).restricted()).as("told by the node that knew").isTrue();
  }

  @Test
  void a_lift_that_could_not_be_told_is_told_before_the_next_charge_is_asked() {
    Node here = node();
    Node there = node();
    here.ledger.raise(restriction(NOON, new Block.UntilLifted())).toCompletableFuture().join();
    network.cut();
    send(here);
    here.ledger.lower(ANNA, Wishes.lift(NOON + 1, 0)).toCompletableFuture().join();
    here.copy.put(ANNA, new Standing(Optional.empty(), Optional.of(Wishes.lift(NOON + 1, 0))));
    network.mend();
    here.asked();
    there.asked();
    assertThat(send(there).restricted()).isFalse();
  }

  @Test
  void a_restriction_that_is_not_to_be_ends_when_redis_is_back() {
    Node here = node();
    Node there = node();
    Restriction dropped = restriction(NOON, new Block.UntilLifted());
    here.ledger.raise(dropped).toCompletableFuture().join();
    network.cut();
    send(here);
    here.ledger.takeBack(dropped, 0, Standing.FREE).toCompletableFuture().join();
    network.mend();
    here.asked();
    there.asked();
    assertThat(send(there).restricted()).isFalse();
  }

  @Test
  void that_something_was_added_is_known_as_long_as_it_is_in_any_window() {
    Node here = node();
    network.cut();
    assertThat(passed(here, 3)).isEqualTo(3);
    network.mend();
    here.asked();
    List<String> added = redis.cli("KEYS", "*:merged:*").lines().toList();
    assertThat(added).as("of the sender, and of all together").hasSize(2);
    for (String key : added) {
      assertThat(Long.parseLong(redis.cli("TTL", key).trim())).isGreaterThan(88_000);
    }
  }

  @Test
  void a_function_that_is_missing_is_loaded_again() {
    Node here = node();
    send(here);
    redis.cli("FUNCTION", "FLUSH");
    assertThat(send(here).recorded()).isTrue();
    assertThat(here.ledger.health().losses()).isZero();
  }

  /** A Redis keeps functions over restarts; those of an earlier Sluice have another name. */
  @Test
  void the_functions_of_another_version_are_neither_called_nor_replaced() {
    redis.cli(
        "FUNCTION",
        "LOAD",
        Library.TEXT
            .replace(Library.function(""), "sluice_before_")
            .replaceFirst("name=\\S+", "name=sluice_before"));
    assertThat(passed(node(), 3)).isEqualTo(3);
    assertThat(redis.cli("FUNCTION", "LIST"))
        .contains("sluice_before_charge", Library.function("charge"));
  }

  @Test
  void a_charge_that_takes_several_steps_has_one_deadline_for_all_of_them() {
    Node here = node();
    send(here);
    redis.cli("FUNCTION", "FLUSH");
    network.delay(TIMEOUT.toMillis() * 3 / 10);
    assertThat(send(here).recorded())
        .as("asked, loaded, asked again: each in its time, all together not")
        .isFalse();
    assertThat(here.ledger.health().asked()).isFalse();
    network.delay(0);
    here.asked();
  }

  @Test
  void a_node_that_starts_takes_the_generations_it_finds_and_adds_nothing() {
    Node here = node();
    passed(here, 3);
    Node late = node();
    assertThat(used(late)).isEqualTo(3);
    assertThat(late.ledger.health().losses()).isZero();
  }

  @Test
  void the_clock_is_that_of_redis_however_wrong_the_nodes_is() {
    Node here = node().onServerTime();
    long redisSeconds = Long.parseLong(redis.cli("TIME").split("\n")[0]);
    assertThat(here.ledger.sharedMillis() / 1000).isBetween(redisSeconds - 60, redisSeconds + 60);
    long tenMinutesOff = here.ledger.sharedMillis() + 600_000;
    here.charge(one(1, tenMinutesOff, LIMITS)).toCompletableFuture().join();
    long minute = here.ledger.sharedMillis() / 60_000;
    long frees =
        here.usage(KEY, 0, 0)
            .freesAtMillis()
            .get(org.sluice.core.limit.LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR);
    assertThat(frees / 60_000 - 61).isBetween(minute - 1, minute);
  }
}
