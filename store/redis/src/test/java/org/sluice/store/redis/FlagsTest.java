package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.redis.Wishes.ANNA;
import static org.sluice.store.redis.Wishes.KEY;
import static org.sluice.store.redis.Wishes.NOON;
import static org.sluice.store.redis.Wishes.externalPerHour;
import static org.sluice.store.redis.Wishes.lift;
import static org.sluice.store.redis.Wishes.one;
import static org.sluice.store.redis.Wishes.restriction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Limits;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;
import org.sluice.testkit.RedisServer;

/** Two nodes on one Redis: a restriction and a lift bind the other at its next request. */
class FlagsTest {
  private static final Limits LIMITS = externalPerHour(1);
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static RedisServer redis;
  private Node here;
  private Node there;

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void startNodes() {
    redis.cli("FLUSHALL");
    here = new Node(List.of(redis.uri())).asked();
    there = new Node(List.of(redis.uri())).asked();
  }

  @AfterEach
  void stopNodes() {
    here.close();
    there.close();
  }

  private static Balance ask(Node node, Charge charge) {
    Balance balance = node.charge(charge).toCompletableFuture().join();
    assertThat(balance.recorded()).isTrue();
    return balance;
  }

  private static Charge at(long message, long atMillis) {
    return one(message, atMillis, LIMITS);
  }

  private static void raise(Node node, long since, Block block) {
    node.ledger.raise(restriction(since, block)).toCompletableFuture().join();
  }

  private static void lower(Node node, long at, long immuneUntil) {
    node.ledger.lower(ANNA, lift(at, immuneUntil)).toCompletableFuture().join();
  }

  private void cross(long at) {
    assertThat(ask(here, at(1, at)).granted()).isTrue();
    assertThat(ask(here, at(2, at)).exceeded()).isEqualTo(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR);
  }

  @Test
  void the_charge_that_crosses_restricts_for_a_minute_unless_it_is_confirmed() {
    cross(NOON);
    Balance other = ask(there, at(3, NOON + 1));
    assertThat(other.restricted()).isTrue();
    assertThat(other.granted()).isFalse();
    assertThat(other.usage().externalInHour()).as("nothing was counted").isEqualTo(1);
    assertThat(ask(there, at(4, NOON + MINUTE - 1)).restricted()).isTrue();
    assertThat(ask(there, at(5, NOON + MINUTE)).restricted()).isFalse();
    assertThat(ask(here, at(6, NOON + MINUTE)).restricted()).as("crossed anew").isTrue();
  }

  @Test
  void a_confirmed_restriction_lasts_until_its_end_or_until_it_is_lifted() {
    cross(NOON);
    raise(here, NOON, new Block.Until(Instant.ofEpochMilli(NOON + 12 * HOUR)));
    assertThat(ask(there, at(3, NOON + 12 * HOUR - 1)).restricted()).isTrue();
    assertThat(ask(there, at(4, NOON + 12 * HOUR)).granted()).isTrue();
    raise(here, NOON + 12 * HOUR, new Block.UntilLifted());
    assertThat(ask(there, at(5, NOON + 900 * HOUR)).restricted()).isTrue();
  }

  @Test
  void a_lift_frees_every_node_starts_afresh_and_is_immune_for_the_day() {
    cross(NOON);
    raise(here, NOON, new Block.UntilLifted());
    lower(there, NOON + MINUTE, NOON + 12 * HOUR);
    Balance first = ask(here, at(3, NOON + MINUTE));
    assertThat(first.granted()).isTrue();
    assertThat(first.usage().externalInHour()).as("afresh").isEqualTo(1);
    Balance above = ask(here, at(4, NOON + 2 * MINUTE));
    assertThat(above.granted()).as("immune, though this node asked with limits that bind").isTrue();
    assertThat(above.exceeded()).isEqualTo(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR);
    assertThat(ask(here, at(5, NOON + 12 * HOUR)).granted()).isTrue();
    assertThat(ask(here, at(6, NOON + 12 * HOUR)).granted()).as("the day is over").isFalse();
  }

  @Test
  void the_later_of_a_restriction_and_a_lift_holds_in_whatever_order_they_come() {
    lower(here, NOON + MINUTE, 0);
    raise(there, NOON, new Block.UntilLifted());
    assertThat(ask(here, at(1, NOON + MINUTE)).restricted()).as("a late repetition").isFalse();
    raise(there, NOON + 2 * MINUTE, new Block.UntilLifted());
    lower(here, NOON + MINUTE, 0);
    assertThat(ask(here, at(2, NOON + 3 * MINUTE)).restricted()).isTrue();
  }

  @Test
  void a_flag_that_was_lost_is_raised_again_by_a_node_that_knows_better() {
    Held held = new Held(NOON, Held.UNTIL_LIFTED);
    assertThat(ask(here, one(1, NOON + 1, 0, LIMITS, held)).restricted()).isTrue();
    assertThat(ask(there, at(2, NOON + 2)).restricted()).as("raised for all").isTrue();
    Held ended = new Held(NOON, NOON + MINUTE);
    lower(here, NOON + 3, 0);
    assertThat(ask(there, one(3, NOON + 4, 0, LIMITS, ended)).restricted())
        .as("older than the lift")
        .isFalse();
    assertThat(
            ask(there, one(4, NOON + HOUR, 0, LIMITS, new Held(NOON + 5, NOON + 6))).restricted())
        .as("run out")
        .isFalse();
  }

  @Test
  void a_lift_that_was_lost_is_heard_of_with_the_charge_of_a_node_that_knows_it() {
    raise(here, NOON, new Block.UntilLifted());
    Charge aware = one(1, NOON + MINUTE, NOON + 1, LIMITS, Held.FREE);
    assertThat(ask(there, aware).granted()).isTrue();
    assertThat(ask(here, one(2, NOON + MINUTE, 0, LIMITS, new Held(NOON, Held.UNTIL_LIFTED))))
        .extracting(Balance::restricted)
        .isEqualTo(false);
  }

  @Test
  void a_look_counts_nothing_and_says_what_a_charge_would() {
    Held held = new Held(NOON, Held.UNTIL_LIFTED);
    cross(NOON);
    assertThat(look(there, Held.FREE).restricted()).isTrue();
    lower(here, NOON, 0);
    assertThat(look(there, held).restricted()).as("lifted elsewhere").isFalse();
    redis.cli("FLUSHALL");
    assertThat(look(there, held).restricted()).isTrue();
    assertThat(look(there, held).usage().externalInHour()).isZero();
  }

  private static Balance look(Node node, Held held) {
    return node.ledger.look(KEY, held, 0).toCompletableFuture().join();
  }

  @Test
  void what_is_taken_back_ends_and_no_usage_starts_afresh() {
    ask(here, at(1, NOON));
    raise(here, NOON, new Block.UntilLifted());
    takeBack(NOON - 1);
    assertThat(ask(there, at(2, NOON + 1)).restricted()).as("another one").isTrue();
    takeBack(NOON);
    assertThat(look(there, Held.FREE).restricted()).isFalse();
    assertThat(look(there, Held.FREE).usage().externalInHour()).isEqualTo(1);
    assertThat(ask(there, one(3, NOON + 2, 0, LIMITS, new Held(NOON - 1, -1))).restricted())
        .as("what another node holds is raised again")
        .isTrue();
  }

  /** Two nodes restricted; the flag of the one that was second is later, and hides the first's. */
  @Test
  void what_is_taken_back_gives_way_to_what_holds_instead() {
    Restriction first = restriction(NOON, new Block.UntilLifted());
    raise(here, NOON + MINUTE, new Block.UntilLifted());
    takeBack(NOON + MINUTE, new Standing(Optional.of(first), Optional.empty()));
    assertThat(look(there, Held.FREE).restricted()).as("by the first").isTrue();
    lower(there, NOON, 0);
    assertThat(look(there, Held.FREE).restricted()).as("the first alone").isFalse();
  }

  /** It was sent before, over a connection that was lost since. */
  @Test
  void what_a_late_charge_tells_of_what_was_taken_back_ends_at_the_next_look() {
    takeBack(NOON);
    for (int look = 1; look <= Refill.TAKEN_BACK_LOOKS; look++) {
      raise(there, NOON, new Block.UntilLifted());
      here.ticked();
      assertThat(look(there, Held.FREE).restricted()).as("look %d", look).isFalse();
    }
    raise(there, NOON, new Block.UntilLifted());
    here.ticked();
    assertThat(look(there, Held.FREE).restricted()).as("it is known for no longer").isTrue();
  }

  /** A node that has not heard of the restriction may be the first that asks after its end. */
  @Test
  void the_end_of_a_restriction_starts_usage_afresh_also_if_nobody_tells_it() {
    cross(NOON);
    long end = NOON + MINUTE;
    raise(here, NOON, new Block.Until(Instant.ofEpochMilli(end)));
    Balance first = ask(there, at(3, end));
    assertThat(first.granted()).as("by the counts of before").isTrue();
    assertThat(first.usage().externalInHour()).isEqualTo(1);
    raise(here, NOON, new Block.Until(Instant.ofEpochMilli(end)));
    lower(here, end, 0);
    Balance second = ask(there, at(4, end + 1));
    assertThat(second.exceeded()).as("what counts since is void by no repetition").isNotNull();
    raise(here, NOON, new Block.Until(Instant.ofEpochMilli(end)));
    assertThat(ask(here, at(5, end + 2)).restricted()).as("by the younger one").isTrue();
  }

  private void takeBack(long since) {
    takeBack(since, Standing.FREE);
  }

  private void takeBack(long since, Standing instead) {
    here.ledger
        .takeBack(restriction(since, new Block.UntilLifted()), 0, instead)
        .toCompletableFuture()
        .join();
  }

  @Test
  void a_younger_flag_that_has_run_out_hides_no_restriction_that_a_node_knows() {
    raise(there, NOON + 1, new Block.Until(Instant.ofEpochMilli(NOON + MINUTE)));
    Held held = new Held(NOON, Held.UNTIL_LIFTED);
    assertThat(ask(here, one(1, NOON + HOUR, 0, LIMITS, held)).restricted()).isTrue();
  }

  /** Else one that was released while Redis could not be told would be refused for good. */
  @Test
  void a_flag_falls_within_a_day_and_is_raised_again_by_who_knows_the_restriction() {
    raise(here, NOON, new Block.UntilLifted());
    String flagged = keysOfSenders().getFirst();
    assertThat(seconds(flagged)).isBetween(1L, 88_200L);
    raise(here, NOON + 1, new Block.Until(Instant.ofEpochMilli(NOON + 900 * HOUR)));
    assertThat(seconds(flagged)).isBetween(1L, 88_200L);
    redis.cli("DEL", flagged); // As after 24 and a half hours.
    assertThat(ask(there, at(1, NOON + HOUR)).restricted()).as("knows nothing").isFalse();
    Held held = new Held(NOON, Held.UNTIL_LIFTED);
    assertThat(ask(here, one(2, NOON + HOUR, 0, LIMITS, held)).restricted()).isTrue();
    assertThat(ask(there, at(3, NOON + HOUR)).restricted()).as("raised again").isTrue();
  }

  private static List<String> keysOfSenders() {
    return redis.cli("KEYS", "*").lines().filter(key -> !isMark(key)).toList();
  }

  private static long seconds(String key) {
    return Long.parseLong(redis.cli("TTL", key).trim());
  }

  @Test
  void only_the_marks_of_the_parts_stay_for_good() {
    cross(NOON);
    raise(here, NOON, new Block.UntilLifted());
    ask(there, one(org.sluice.core.limit.SenderKey.of("b"), 1, NOON, 0, LIMITS, Held.FREE));
    assertThat(keysOfSenders()).isNotEmpty();
    for (String key : keysOfSenders()) {
      assertThat(seconds(key)).as(key).isBetween(1L, 88_200L);
    }
  }

  /** Of which there are as many as parts, and in each as many names as there are nodes. */
  private static boolean isMark(String key) {
    return key.endsWith(":generation") || key.endsWith(":nodes") || key.endsWith(":present");
  }
}
