package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.store.redis.SimulatedStore.Fault;
import org.sluice.store.redis.Simulation.Kind;

/**
 * Ten thousand schedules of nodes and a store that keep every invariant of {@link Simulation}; and
 * the same schedules with a planted fault, which has to be found. A failure names its seed, and a
 * seed gives the same schedule everywhere ({@link SimulationSeedTest}): run it alone with {@code
 * new Simulation(Set.of(), Kind.USUAL).run(seed)}.
 */
class SimulationTest {
  private static final int SCHEDULES = 10_000;
  private static final int SCHEDULES_OF_UNHEARD_LIFTS = 4_000;
  private static final int SCHEDULES_UNTIL_FOUND = 4_000;

  /** So many schedules find a fault, lest it is one alone that the next change mends. */
  private static final int FINDS = 3;

  @Test
  void no_schedule_breaks_a_promise() {
    runs(Kind.USUAL, SCHEDULES);
  }

  @Test
  void no_schedule_of_many_releases_that_others_do_not_hear_of_breaks_a_promise() {
    runs(Kind.UNHEARD_LIFTS, SCHEDULES_OF_UNHEARD_LIFTS);
  }

  private static void runs(Kind kind, int schedules) {
    Simulation simulation = new Simulation(Set.of(), kind);
    for (long seed = 0; seed < schedules; seed++) {
      simulation.run(seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_planted_fault_is_found(Fault fault) {
    // Of usual schedules one in six thousand finds a flag that stays.
    Kind kind = fault == Fault.KEEPS_WHAT_IS_TAKEN_BACK ? Kind.UNHEARD_LIFTS : Kind.USUAL;
    assertThat(found(new Simulation(EnumSet.of(fault), kind))).hasSize(FINDS);
  }

  @Test
  void a_node_that_counts_without_a_bound_is_found() {
    assertThat(found(new Simulation(Set.of(), Kind.WITHOUT_BOUND))).hasSize(FINDS);
  }

  /** What the first schedules say that find something. */
  private static List<String> found(Simulation simulation) {
    List<String> found = new ArrayList<>();
    for (long seed = 0; seed < SCHEDULES_UNTIL_FOUND && found.size() < FINDS; seed++) {
      try {
        simulation.run(seed);
      } catch (Simulation.Broken broken) {
        found.add(broken.getMessage());
      }
    }
    return found;
  }
}
