package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sluice.store.redis.Simulation.Kind;

/**
 * A seed is all that a schedule depends on: it goes the same way after others, alone, and in the
 * process in which the digests were kept. With {@code GOLDEN_WRITE} in the environment they are
 * written anew, which has to be whenever what nodes do has changed.
 */
class SimulationSeedTest {
  private static final Path KEPT =
      Path.of("src/test/resources/org/sluice/store/redis/simulation.digests");
  private static final int SEEDS = 48;

  @Test
  void a_seed_gives_one_schedule_in_a_row_alone_and_in_another_process() throws IOException {
    Simulation row = new Simulation(Set.of(), Kind.USUAL);
    List<String> inARow = seeds().mapToObj(seed -> line(seed, row)).toList();
    List<String> alone =
        seeds().mapToObj(seed -> line(seed, new Simulation(Set.of(), Kind.USUAL))).toList();
    if (System.getenv("GOLDEN_WRITE") != null) {
      Files.write(KEPT, alone);
    }
    assertThat(inARow).isEqualTo(alone);
    assertThat(alone).isEqualTo(Files.readAllLines(KEPT));
  }

  private static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  private static String line(long seed, Simulation simulation) {
    return "%d %016x".formatted(seed, simulation.run(seed));
  }

  @Test
  void seeds_of_one_simulation_rise() {
    Simulation simulation = new Simulation(Set.of(), Kind.USUAL);
    simulation.run(1);
    assertThatThrownBy(() -> simulation.run(1)).isInstanceOf(IllegalArgumentException.class);
    simulation.run(2);
    assertThatThrownBy(() -> simulation.run(20_000)).isInstanceOf(IllegalArgumentException.class);
  }
}
