package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.testkit.MemoryLedger;

/** Questions in flight, senders that wait to be added, and the shared clock. */
class BoundsTest {
  private final AtomicLong monotonic = new AtomicLong(1_000_000);

  @ParameterizedTest
  @ValueSource(ints = {InFlight.MOST - 1, InFlight.MOST, InFlight.MOST + 1, 3 * InFlight.MOST})
  void no_more_questions_wait_than_may(int questions) {
    List<CompletableFuture<Integer>> waiting = new ArrayList<>();
    CompletionStage<Void> all =
        InFlight.all(
            IntStream.range(0, questions).boxed().toList(),
            i -> {
              CompletableFuture<Integer> answer = new CompletableFuture<>();
              waiting.add(answer);
              return answer;
            });
    assertThat(waiting).hasSize(Math.min(questions, InFlight.MOST));
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).complete(i);
      assertThat(waiting.size()).isLessThanOrEqualTo(i + 1 + InFlight.MOST);
    }
    assertThat(waiting).hasSize(questions);
    assertThat(all.toCompletableFuture()).isCompleted();
  }

  @Test
  void the_first_failure_ends_the_asking() {
    List<Integer> asked = new ArrayList<>();
    CompletionStage<Void> all =
        InFlight.all(
            List.of(1, 2, 3),
            i -> {
              asked.add(i);
              return i == 2
                  ? CompletableFuture.failedStage(new IllegalStateException("no"))
                  : CompletableFuture.completedStage(i);
            });
    assertThat(asked).containsExactly(1, 2);
    assertThatThrownBy(() -> all.toCompletableFuture().join()).hasRootCauseMessage("no");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void more_senders_than_may_wait_are_counted_and_left(int senders) {
    AtomicLong ids = new AtomicLong();
    Unmerged unmerged = new Unmerged(3, ids::incrementAndGet);
    for (int i = 0; i < senders; i++) {
      unmerged.granted(charge(i));
    }
    assertThat(unmerged.senders()).isEqualTo(Math.min(senders, 3));
    assertThat(unmerged.left()).isEqualTo(Math.max(0, senders - 3));
    List<Unmerged.Due> due = unmerged.take();
    assertThat(unmerged.take()).as("until they are added").isEqualTo(due);
    due.forEach(unmerged::done);
    unmerged.takeTogether().forEach(unmerged::done);
    assertThat(unmerged.isEmpty()).isTrue();
  }

  @Test
  void who_counted_more_than_it_remembers_does_not_say_that_all_is_added() {
    for (int senders : new int[] {3, 4}) {
      AtomicLong ids = new AtomicLong();
      Unmerged unmerged = new Unmerged(3, ids::incrementAndGet);
      OwnShare share = new OwnShare(new MemoryLedger(), unmerged);
      for (int i = 0; i < senders; i++) {
        share.alone(charge(i));
      }
      assertThat(share.isAdded()).isFalse();
      unmerged.take().forEach(unmerged::done);
      unmerged.takeTogether().forEach(unmerged::done);
      share.forgetAlone();
      assertThat(share.isAdded()).isEqualTo(senders == 3);
    }
  }

  @Test
  void what_is_heard_of_others_is_kept_elsewhere_than_where_answers_arrive() {
    SimulatedTime time = new SimulatedTime(1);
    Parts parts = new Parts(1);
    SimulatedStore store =
        new SimulatedStore(new Tally(TallyLog.NONE), time, Wishes.NOON, parts, Set.of(), false);
    List<Runnable> elsewhere = new ArrayList<>();
    Map<String, Long> kept = new HashMap<>();
    Presence presence =
        new Presence(
            new SimulatedNetwork(store, time, parts),
            new Roster("one", Map.of(), kept::putAll),
            new SharedClock(time::now),
            elsewhere::add);
    presence.say();
    time.runUntil(1_000);
    assertThat(kept).isEmpty();
    elsewhere.forEach(Runnable::run);
    assertThat(kept).containsKey("one");
  }

  private static Charge charge(int i) {
    SenderKey sender = SenderKey.of("user:" + i);
    return Wishes.one(sender, 1, Wishes.NOON, 0, Limits.NONE, Held.FREE);
  }

  @ParameterizedTest
  @ValueSource(ints = {Refill.MOST_HELD, Refill.MOST_HELD + 1, 3 * Refill.MOST_HELD})
  void an_emptied_store_is_filled_without_holding_all_senders_in_memory(int senders) {
    SimulatedTime time = new SimulatedTime(1);
    Parts parts = new Parts(256);
    SimulatedStore store =
        new SimulatedStore(new Tally(TallyLog.NONE), time, Wishes.NOON, parts, Set.of(), false);
    MemoryLedger local = new MemoryLedger();
    for (int i = 0; i < senders; i++) {
      local.charge(charge(i));
    }
    RedisLedger[] ledger = new RedisLedger[1];
    int[] mostHeld = new int[1];
    SimulatedNetwork network =
        new SimulatedNetwork(store, time, parts) {
          @Override
          public CompletionStage<Void> merge(SenderRecord counted, long id, long generation) {
            mostHeld[0] = Math.max(mostHeld[0], ledger[0].unmergedSenders());
            return super.merge(counted, id, generation);
          }
        };
    ledger[0] =
        new RedisLedger(
            network,
            parts,
            local,
            Map::of,
            time::now,
            monotonic::incrementAndGet,
            new Roster("one", Map.of(), heard -> {}),
            Runnable::run,
            0);
    ledger[0].tick();
    time.runUntil(3_600_000);
    assertThat(ledger[0].health().asked()).isTrue();
    assertThat(store.organization()).isEqualTo(senders);
    assertThat(store.added).hasSize(senders);
    assertThat(mostHeld[0]).isBetween(1, Refill.MOST_HELD + Refill.MOST_HELD / 10);
  }

  @Test
  void the_shared_clock_follows_forward_at_once_and_never_goes_back() {
    SharedClock clock = new SharedClock(monotonic::get);
    assertThat(clock.millis()).isZero();
    clock.read(Wishes.NOON, monotonic.get());
    assertThat(clock.millis()).isEqualTo(Wishes.NOON);
    monotonic.addAndGet(1_000);
    assertThat(clock.millis()).isEqualTo(Wishes.NOON + 1_000);
    clock.read(Wishes.NOON + 600_000, monotonic.get());
    assertThat(clock.millis()).isEqualTo(Wishes.NOON + 600_000);
    long last = clock.millis();
    for (int i = 0; i < 10; i++) {
      monotonic.addAndGet(1_000);
      clock.read(Wishes.NOON + 2_000 + 1_000 * i, monotonic.get());
      assertThat(clock.millis()).isEqualTo(last + 500);
      last = clock.millis();
    }
  }
}
