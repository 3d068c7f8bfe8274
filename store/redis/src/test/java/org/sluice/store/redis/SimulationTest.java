package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.store.redis.SimulatedStore.Fault;

/**
 * Ten thousand schedules of nodes and a store that keep every invariant of {@link Simulation}; and
 * the same schedules with a planted fault, which has to be found. A failure names its seed: run it
 * alone with {@code new Simulation(Set.of(), false).run(seed)}.
 */
class SimulationTest {
  private static final int SCHEDULES = 10_000;
  private static final int SCHEDULES_UNTIL_FOUND = 4_000;
  private static final long FIRST_TAKEN_BACK = 3_700;

  @Test
  void no_schedule_breaks_a_promise() {
    Simulation simulation = new Simulation(Set.of(), false);
    for (long seed = 0; seed < SCHEDULES; seed++) {
      simulation.run(seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_planted_fault_is_found(Fault fault) {
    Simulation simulation = new Simulation(EnumSet.of(fault), false);
    // Few schedules find a flag that stays: those before them are left out.
    long first = fault == Fault.KEEPS_WHAT_IS_TAKEN_BACK ? FIRST_TAKEN_BACK : 0;
    assertThatThrownBy(() -> run(simulation, first)).isInstanceOf(Simulation.Broken.class);
  }

  @Test
  void a_node_that_counts_without_a_bound_is_found() {
    Simulation simulation = new Simulation(Set.of(), true);
    assertThatThrownBy(() -> run(simulation, 0)).isInstanceOf(Simulation.Broken.class);
  }

  private static void run(Simulation simulation, long first) {
    for (long seed = first; seed < SCHEDULES_UNTIL_FOUND; seed++) {
      simulation.run(seed);
    }
  }
}
