package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.testkit.RedisServer;

/**
 * The script against the tally, over random charges of a few senders and messages, limits small
 * enough to be crossed, releases and withdrawals: every answer is the same. Where the script
 * restricts, which the tally cannot, the restriction is lifted again in both.
 */
class ScriptAgainstTallyTest {
  private static final long START = 1_772_366_400_000L;
  private static final long MINUTE = 60_000;
  private static final Parts PARTS = new Parts(1);
  private static final List<SenderKey> SENDERS = List.of(SenderKey.of("a"), SenderKey.of("b"));

  private static RedisServer redis;
  private static LettuceScript script;
  private static final AtomicLong NOW = new AtomicLong();

  /** What happens next, after some time. */
  record Event(
      long waitMillis,
      int sender,
      int message,
      int external,
      int internal,
      int unnamed,
      boolean whole,
      int kind,
      int most,
      boolean binds,
      int special) {}

  private static long generation;

  @BeforeContainer
  static void start() {
    redis = RedisServer.start();
    script =
        new LettuceScript(
            new RedisOptions(List.of(redis.uri()), java.time.Duration.ofSeconds(60), 1),
            PARTS,
            NOW::get);
    script.present("").toCompletableFuture().join();
  }

  @AfterContainer
  static void stop() {
    script.close();
    redis.close();
  }

  @Property(tries = 200)
  void every_answer_is_that_of_the_tally(@ForAll("traffic") List<Event> events) {
    hasTheAnswersOfTheTally(events, false);
  }

  /** What passed then is given back when it is asked about again by who may be certain. */
  @Property(tries = 200)
  void also_while_some_askers_do_not_know_whether_all_counts_are_there(
      @ForAll("traffic") List<Event> events) {
    hasTheAnswersOfTheTally(events, true);
  }

  /** What another message counted stays, however often the refused one is asked about. */
  @Example
  void what_was_given_back_and_then_refused_is_not_given_back_again() {
    Event refused = new Event(0, 0, 1, 4, 0, 0, false, 1, 1, true, 2);
    hasTheAnswersOfTheTally(
        List.of(
            new Event(0, 0, 1, 4, 0, 0, false, 5, 12, true, 3),
            new Event(0, 0, 2, 4, 0, 0, false, 5, 12, true, 2),
            refused,
            refused),
        true);
  }

  /** Who is inside stays so: the end of a message that names nobody leaves counted what is. */
  @Example
  void the_end_of_a_message_does_not_make_external_who_was_named_before_all_counts_were_there() {
    hasTheAnswersOfTheTally(
        List.of(
            new Event(0, 0, 1, 0, 1, 0, false, 0, 12, true, 3),
            new Event(1, 0, 1, 0, 1, 0, false, 0, 12, true, 2),
            new Event(2, 0, 1, 0, 1, 0, false, 0, 12, true, 2),
            new Event(0, 0, 1, 0, 0, 3, true, 0, 12, true, 2)),
        true);
  }

  private static void hasTheAnswersOfTheTally(List<Event> events, boolean mixed) {
    redisIsEmpty();
    Tally tally = new Tally(TallyLog.NONE);
    Marks marks = new Marks();
    long now = START;
    long[] afresh = new long[SENDERS.size()];
    for (Event event : events) {
      now += event.waitMillis();
      NOW.set(now);
      tally.sweep(now, 0); // forgets old messages, as the script does
      SenderKey sender = SENDERS.get(event.sender());
      if (event.special() == 0) {
        afresh[event.sender()] = now;
      }
      if (event.special() == 1 && event.message() != 0) {
        tally.withdraw(sender, event.message(), now);
        script.withdraw(sender, event.message()).toCompletableFuture().join();
        marks.withdrawn(10L * event.sender() + event.message(), now);
      }
      Charge charge = charge(event, sender, now, afresh[event.sender()]);
      boolean certain = !mixed || event.special() % 2 == 0;
      long asked = 10L * event.sender() + event.message();
      if (certain && marks.isJudgedAnew(asked, charge)) {
        tally.withdraw(sender, event.message(), now);
      }
      Balance expected = tally.charge(charge);
      assertThat(answer(charge, certain)).isEqualTo(expected);
      marks.note(asked, charge, certain, expected);
      if (!expected.granted() && expected.exceeded() != null && expected.exceeded().ofPolicy()) {
        now += 1_000;
        NOW.set(now);
        afresh[event.sender()] = now;
        lift(sender, now);
      }
      assertThat(seen(sender, afresh[event.sender()]).forecast())
          .isEqualTo(tally.usage(sender, now, afresh[event.sender()]));
    }
  }

  /** What messages are marked with, as long as they are remembered. */
  private static final class Marks {
    private static final long OPEN_MILLIS = 60 * MINUTE;
    private static final long CLOSED_MILLIS = 5 * MINUTE;

    private final Set<Long> uncertain = new HashSet<>();
    private final Map<Long, Kept> kept = new HashMap<>();
    private final Map<Long, Set<Long>> named = new HashMap<>();

    private static final Kept NEVER = new Kept(0, false, false);

    /** As a message was last kept. */
    private record Kept(long atMillis, boolean closed, boolean refused) {
      boolean isRemembered(long now) {
        return atMillis >= now - (closed ? CLOSED_MILLIS : OPEN_MILLIS);
      }
    }

    /**
     * A message that passed without certainty is, if it is asked about again: one of whom it named,
     * or all that it names.
     */
    boolean isJudgedAnew(long message, Charge charge) {
      if (!isRemembered(message, charge.atMillis())) {
        forget(message);
        return false;
      }
      boolean again =
          namesAnybody(charge)
              && (charge.whole() || recipients(charge).anyMatch(named(message)::contains));
      boolean anew = again && uncertain.contains(message);
      if (anew) {
        forget(message);
      }
      return anew;
    }

    /** Nothing of it is counted any more. */
    void withdrawn(long message, long now) {
      if (isRemembered(message, now)) {
        forget(message);
      }
    }

    private boolean isRemembered(long message, long now) {
      return kept.getOrDefault(message, NEVER).isRemembered(now);
    }

    private void forget(long message) {
      named.remove(message);
      uncertain.remove(message);
    }

    private static boolean namesAnybody(Charge charge) {
      return charge.external().length + charge.internal().length > 0;
    }

    private Set<Long> named(long message) {
      return named.computeIfAbsent(message, m -> new HashSet<>());
    }

    private static Stream<Long> recipients(Charge charge) {
      return LongStream.concat(Arrays.stream(charge.external()), Arrays.stream(charge.internal()))
          .boxed();
    }

    /** A limit that heals marks the message as refused, whatever passes of it later. */
    void note(long message, Charge charge, boolean certain, Balance answer) {
      LimitKind exceeded = answer.exceeded();
      boolean heals = !answer.granted() && exceeded != null && exceeded.heals();
      if (charge.message() == 0 || !(answer.granted() || heals)) {
        return;
      }
      long now = charge.atMillis();
      Kept before = kept.getOrDefault(message, NEVER);
      boolean known = before.isRemembered(now);
      boolean refused = heals || (known && before.refused());
      kept.put(message, new Kept(now, charge.whole() || (known && before.closed()), refused));
      if (!known || (heals && charge.whole())) {
        named.remove(message);
      }
      if (answer.granted()) {
        recipients(charge).forEach(named(message)::add);
      }
      if (!refused && !certain) {
        uncertain.add(message);
      } else if (refused || (charge.whole() && !namesAnybody(charge))) {
        uncertain.remove(message);
      }
    }
  }

  private static void redisIsEmpty() {
    redis.cli("FLUSHALL");
    generation = script.part(0, true, "").toCompletableFuture().join().generation();
  }

  private static Balance answer(Charge charge, boolean certain) {
    return switch (script.charge(charge, generation, 0, certain).toCompletableFuture().join()) {
      case Script.Answer.Judged(Balance balance) -> balance;
      case Script.Answer.OtherGeneration() -> throw new AssertionError("Another generation");
    };
  }

  private static Script.Seen seen(SenderKey sender, long afresh) {
    return script
        .look(sender, org.sluice.core.limit.Held.FREE, afresh)
        .toCompletableFuture()
        .join();
  }

  private static void lift(SenderKey sender, long now) {
    assertThat(seen(sender, 0).restricted()).isTrue();
    script
        .mark(new Mark(sender, org.sluice.core.limit.Held.FREE, now, 0, 0))
        .toCompletableFuture()
        .join();
    assertThat(seen(sender, 0).restricted()).isFalse();
  }

  private static Charge charge(Event event, SenderKey sender, long now, long afresh) {
    int[] most = new int[LimitKind.values().length];
    most[event.kind() % most.length] = event.most();
    most[(event.kind() / most.length) % most.length] = event.most() + 3;
    int first = 1 + 2 * (int) (event.waitMillis() % 3);
    return new Charge(
        sender,
        event.message(),
        hashes(first, event.external()),
        hashes(first + Math.max(0, event.external() - 1), event.internal()),
        event.external() + event.internal() + event.unnamed(),
        event.whole(),
        now,
        afresh,
        new Limits(most[0], most[1], most[2], most[3], most[4], most[5], most[6], event.binds()));
  }

  /** Some of the internal ones are also the last external one, and some come twice. */
  private static long[] hashes(int from, int count) {
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = (from + i / 2 * 2L) * 0x0101_0101_0101_0101L;
    }
    return hashes;
  }

  @Provide
  Arbitrary<List<Event>> traffic() {
    Arbitrary<Long> waits =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, Arbitraries.longs().between(0, 20_000)),
            net.jqwik.api.Tuple.of(3, Arbitraries.longs().between(0, 20 * MINUTE)),
            net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(0, 15 * 60 * MINUTE)));
    Arbitrary<int[]> numbers =
        Arbitraries.integers().between(0, 1 << 20).array(int[].class).ofSize(9);
    return Combinators.combine(waits, numbers)
        .as((wait, n) ->
            new Event(
                wait,
                n[0] % 2,
                n[1] % 5,
                n[2] % 5,
                n[3] % 4,
                n[4] % 3,
                n[5] % 3 == 0,
                n[6] % 49,
                1 + n[7] % 12,
                n[8] % 4 != 0,
                n[8] / 4 % 24))
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }
}
