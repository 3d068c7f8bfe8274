package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sluice.core.limit.Buckets;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Usage;
import org.sluice.testkit.RedisServer;

/**
 * What a node counted by itself and adds to the shared counts, against plain sums by minute: with
 * repetitions, releases that the node has not heard of, and a store that is emptied on the way.
 */
class MergeAgainstModelTest {
  private static final long START = 1_772_366_400_000L;
  private static final long EPOCH = 1_577_836_800_000L;
  private static final long UNIT = 128;
  private static final long MINUTE = 60_000;
  private static final int RING = 288;
  private static final Parts PARTS = new Parts(1);
  private static final List<SenderKey> SENDERS = List.of(SenderKey.of("a"), SenderKey.of("b"));

  private static RedisServer redis;
  private static LettuceScript script;
  private static final AtomicLong NOW = new AtomicLong();
  private static final AtomicLong MESSAGES = new AtomicLong();

  private long generation;
  private long organization;

  /** What happens next, after some time. */
  record Event(long waitMillis, What what, int sender, int external, int internal, boolean twice) {}

  enum What {
    CHARGE,
    ALONE,
    ALONE_AND_KNOWS,
    ADD,
    RELEASE,
    EMPTY
  }

  /** A sender as it should be counted. */
  private static final class Counted {
    private final TreeMap<Integer, int[]> minutes = new TreeMap<>();
    private final TreeMap<Integer, Integer> seconds = new TreeMap<>();
    private long afreshUnits;

    void afresh(long millis) {
      if (units(millis) > afreshUnits) {
        afreshUnits = units(millis);
        minutes.clear();
        seconds.clear();
      }
    }

    void add(int minute, int internal, int external) {
      int[] sums = minutes.computeIfAbsent(minute, m -> new int[2]);
      sums[0] += internal;
      sums[1] += external;
    }

    /** Of what was counted without knowing of a release, only what may have come after it. */
    void add(SenderRecord counted) {
      afresh(counted.afreshMillis());
      SenderRecord valid =
          units(counted.afreshMillis()) < afreshUnits
              ? counted.since(EPOCH + afreshUnits * UNIT)
              : counted;
      for (long word : valid.buckets()) {
        add(Buckets.minute(word), Buckets.internal(word), Buckets.external(word));
      }
      for (int i = 0; i < valid.seconds().length; i++) {
        seconds.merge(valid.seconds()[i], valid.messages()[i], Integer::sum);
      }
    }

    private int sum(int which, int fromMinute) {
      return minutes.tailMap(fromMinute).values().stream().mapToInt(sums -> sums[which]).sum();
    }

    Usage usage(long now, long organization) {
      int minute = Buckets.minuteOf(now);
      int day = (minute / 5 - RING) * 5;
      return new Usage(
          seconds.tailMap((int) (now / 1000) - 60).values().stream().mapToInt(n -> n).sum(),
          0,
          sum(1, minute - 60),
          sum(0, minute - 60),
          sum(1, day),
          sum(0, day),
          organization);
    }
  }

  private static long units(long millis) {
    return millis <= EPOCH ? 0 : (millis - EPOCH) / UNIT;
  }

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

  private static <T> T join(CompletionStage<T> step) {
    return step.toCompletableFuture().join();
  }

  @Property(tries = 120)
  void what_is_added_is_what_was_counted_alone(@ForAll("traffic") List<Event> events) {
    Map<SenderKey, Counted> model = emptied();
    TreeMap<Integer, Long> slots = new TreeMap<>();
    AtomicLong ids = new AtomicLong();
    Unmerged unmerged = new Unmerged(10, ids::incrementAndGet);
    long[] released = new long[SENDERS.size()];
    NOW.set(START);
    for (Event event : events) {
      NOW.addAndGet(event.waitMillis());
      SenderKey sender = SENDERS.get(event.sender());
      switch (event.what()) {
        case CHARGE -> {
          Charge charge = charge(event, sender, released[event.sender()]);
          assertThat(answer(charge)).isInstanceOf(Script.Answer.Judged.class);
          Counted counted = model.get(sender);
          counted.afresh(released[event.sender()]);
          counted.add(Buckets.minuteOf(NOW.get()), event.internal(), event.external());
          counted.seconds.merge((int) (NOW.get() / 1000), 1, Integer::sum);
          slots.merge(Buckets.minuteOf(NOW.get()) / 5, (long) event.external(), Long::sum);
        }
        case ALONE -> unmerged.granted(charge(event, sender, 0));
        case ALONE_AND_KNOWS -> unmerged.granted(charge(event, sender, released[event.sender()]));
        case ADD -> add(unmerged, model, slots, event.twice());
        case RELEASE -> released[event.sender()] = NOW.get();
        case EMPTY -> {
          redis.cli("FLUSHALL");
          assertThat(answer(charge(event, sender, 0)))
              .isInstanceOf(Script.Answer.OtherGeneration.class);
          isRefused(unmerged);
          model = emptied();
          slots.clear();
        }
      }
      isAsCounted(model, slots, released);
    }
  }

  /** An hour later its minute is part of a sum that begins before the release. */
  @Example
  void what_was_counted_alone_in_the_minutes_after_an_unheard_release_is_added_hours_later() {
    what_is_added_is_what_was_counted_alone(
        List.of(
            new Event(0, What.CHARGE, 0, 1, 0, false),
            new Event(2 * MINUTE, What.RELEASE, 0, 0, 0, false),
            new Event(1_000, What.CHARGE, 0, 1, 0, false),
            new Event(MINUTE, What.ALONE, 0, 3, 2, false),
            new Event(70 * MINUTE, What.ALONE, 0, 1, 0, false),
            new Event(1_000, What.ADD, 0, 0, 0, false)));
  }

  private void isAsCounted(
      Map<SenderKey, Counted> model, TreeMap<Integer, Long> slots, long[] released) {
    int oldest = Buckets.minuteOf(NOW.get()) / 5 - RING;
    long together = slots.tailMap(oldest).values().stream().mapToLong(n -> n).sum();
    for (int i = 0; i < SENDERS.size(); i++) {
      Counted counted = model.get(SENDERS.get(i));
      Counted seen = new Counted();
      seen.afreshUnits = counted.afreshUnits;
      seen.minutes.putAll(counted.minutes);
      seen.seconds.putAll(counted.seconds);
      seen.afresh(released[i]);
      assertThat(join(script.look(SENDERS.get(i), Held.FREE, released[i])).forecast().usage())
          .isEqualTo(seen.usage(NOW.get(), together));
    }
  }

  /** A second time with the same id it adds nothing. */
  private void add(
      Unmerged unmerged,
      Map<SenderKey, Counted> model,
      TreeMap<Integer, Long> slots,
      boolean twice) {
    for (Unmerged.Due due : unmerged.take()) {
      for (int i = 0; i < (twice ? 2 : 1); i++) {
        join(script.merge(due.counted(), due.id(), generation));
      }
      model.get(due.counted().sender()).add(due.counted());
      unmerged.done(due);
    }
    for (Unmerged.DueTogether due : unmerged.takeTogether()) {
      for (int i = 0; i < (twice ? 2 : 1); i++) {
        join(script.merge(due.counted(), due.id(), organization));
      }
      for (int i = 0; i < due.counted().minutes().length; i++) {
        slots.merge(due.counted().minutes()[i] / 5, due.counted().external()[i], Long::sum);
      }
      unmerged.done(due);
    }
  }

  /** An emptied store takes nothing under the generation from before. */
  private void isRefused(Unmerged unmerged) {
    for (Unmerged.Due due : unmerged.take()) {
      assertThat(script.merge(due.counted(), due.id(), generation).toCompletableFuture())
          .failsWithin(java.time.Duration.ofSeconds(60));
    }
    for (Unmerged.DueTogether due : unmerged.takeTogether()) {
      assertThat(script.merge(due.counted(), due.id(), organization).toCompletableFuture())
          .failsWithin(java.time.Duration.ofSeconds(60));
    }
    assertThat(redis.cli("DBSIZE").strip()).as("nothing was written").isEqualTo("0");
  }

  private Map<SenderKey, Counted> emptied() {
    redis.cli("FLUSHALL");
    generation = join(script.part(0, true, "")).generation();
    organization = join(script.part(PARTS.organization(), true, "")).generation();
    Map<SenderKey, Counted> model = new HashMap<>();
    SENDERS.forEach(sender -> model.put(sender, new Counted()));
    return model;
  }

  private Script.Answer answer(Charge charge) {
    return join(script.charge(charge, generation, organization, true));
  }

  private static Charge charge(Event event, SenderKey sender, long afresh) {
    long message = MESSAGES.incrementAndGet();
    return new Charge(
        sender,
        message,
        hashes(2 * message, event.external()),
        hashes(2 * message + 1, event.internal()),
        event.external() + event.internal(),
        false,
        NOW.get(),
        afresh,
        Limits.NONE);
  }

  private static long[] hashes(long from, int count) {
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = (from + 1_000_000_007L * i) * 0x9e37_79b9_7f4a_7c15L;
    }
    return hashes;
  }

  @Provide
  Arbitrary<List<Event>> traffic() {
    Arbitrary<Long> waits =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.longs().between(0, 20_000)),
            Tuple.of(4, Arbitraries.longs().between(0, 40 * MINUTE)),
            Tuple.of(1, Arbitraries.longs().between(0, 15 * 60 * MINUTE)));
    Arbitrary<What> what =
        Arbitraries.frequency(
            Tuple.of(12, What.CHARGE),
            Tuple.of(9, What.ALONE),
            Tuple.of(6, What.ALONE_AND_KNOWS),
            Tuple.of(8, What.ADD),
            Tuple.of(5, What.RELEASE),
            Tuple.of(1, What.EMPTY));
    Arbitrary<Integer> few = Arbitraries.integers().between(0, 4);
    return Combinators.combine(
            waits,
            what,
            Arbitraries.integers().between(0, 1),
            few,
            few,
            Arbitraries.of(true, false))
        .as(Event::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }
}
