package org.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The windows against an exact model that keeps every event, over random traffic, edits of limits,
 * releases, and steps of the wall clock.
 */
class TallyAgainstModelTest {
  private static final long START = 1_772_366_400_000L;
  private static final long MINUTE = 60_000;
  private static final SenderKey ANNA = SenderKey.of("anna");

  /** What happens next, after some time. */
  record Event(long waitMillis, int recipients, int limit, boolean release, long wallStepMillis) {}

  /** An event that was let through, in true time. */
  record Passed(long at, int recipients) {}

  @Property(tries = 400)
  void no_interval_of_an_hour_lets_more_than_the_limit_through(
      @ForAll("traffic") List<Event> events) {
    run(events, 60 * MINUTE, MINUTE, true);
  }

  @Property(tries = 400)
  void no_interval_of_a_day_lets_more_than_the_limit_through(
      @ForAll("slowTraffic") List<Event> events) {
    run(events, 24 * 60 * MINUTE, 5 * MINUTE, false);
  }

  @Provide
  Arbitrary<List<Event>> traffic() {
    return events(20 * MINUTE);
  }

  @Provide
  Arbitrary<List<Event>> slowTraffic() {
    return events(9 * 60 * MINUTE);
  }

  private static Arbitrary<List<Event>> events(long mostWait) {
    return Combinators.combine(
            Arbitraries.longs().between(0, mostWait),
            Arbitraries.integers().between(1, 30),
            Arbitraries.integers().between(20, 60),
            Arbitraries.integers().between(0, 40).map(i -> i == 0),
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(15, Arbitraries.just(0L)),
                net.jqwik.api.Tuple.of(
                    1, Arbitraries.longs().between(-48 * 60 * MINUTE, 48 * 60 * MINUTE))))
        .as(Event::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(150);
  }

  private void run(List<Event> events, long window, long bucket, boolean hour) {
    Tally tally = new Tally(TallyLog.NONE);
    SteadyClock clock = new SteadyClock(0, 0, START, 0);
    List<Passed> passed = new ArrayList<>();
    long elapsed = 0;
    long wallStep = 0;
    long afresh = 0;
    long message = 1;
    for (Event event : events) {
      elapsed += event.waitMillis();
      wallStep += event.wallStepMillis();
      long steady = clock.read(START + elapsed + wallStep, elapsed);
      if (event.release() && steady - afresh >= Meta.UNIT) { // closer ones are one release
        afresh = steady;
        passed.clear();
      }
      Limits limits =
          hour
              ? new Limits(0, 0, event.limit(), 0, 0, 0, 0, true)
              : new Limits(0, 0, 0, 0, event.limit(), 0, 0, true);
      boolean granted =
          tally
              .charge(
                  new Charge(
                      ANNA,
                      message++,
                      hashes(event.recipients()),
                      Charge.NOBODY,
                      event.recipients(),
                      true,
                      steady,
                      afresh,
                      limits))
              .granted();
      int exact = sum(passed, elapsed - window) + event.recipients();
      int atLeastOneBucketMore = sum(passed, elapsed - window - bucket) + event.recipients();
      if (granted) {
        assertThat(exact).isLessThanOrEqualTo(event.limit());
        passed.add(new Passed(elapsed, event.recipients()));
      } else {
        assertThat(atLeastOneBucketMore).isGreaterThan(event.limit());
      }
    }
  }

  /** Everything after an instant, which is the window that ends now. */
  private static int sum(List<Passed> passed, long after) {
    return passed.stream().filter(p -> p.at() > after).mapToInt(Passed::recipients).sum();
  }

  private static long[] hashes(int count) {
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = i + 1;
    }
    return hashes;
  }
}
