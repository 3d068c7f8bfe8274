package org.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Records keep their words wherever they are moved to, and what they left is used again. */
class SenderTableTest {
  private static final int MOST = Buckets.MOST_WORDS + Seconds.MOST_WORDS;

  private final SenderTable table = new SenderTable();
  private final Map<Long, Integer> model = new HashMap<>();
  private final Random random = new Random(1);

  /** Gives a sender so many words behind its head, each telling whose and the how-manieth it is. */
  private void write(long sender, int words) {
    int address = table.fit(table.findOrMake(sender, sender * 31), SenderTable.HEAD + words);
    long[] chunk = table.chunk(address);
    int offset = Slab.offset(address);
    for (int i = 0; i < words; i++) {
      chunk[offset + SenderTable.HEAD + i] = sender << 16 | i;
    }
    model.put(sender, words);
  }

  private void remove(long sender) {
    table.remove(table.find(sender, sender * 31));
    model.remove(sender);
  }

  private void checkAll() {
    assertThat(table.size()).isEqualTo(model.size());
    model.forEach(this::check);
  }

  private void check(long sender, int words) {
    int address = table.find(sender, sender * 31);
    assertThat(address).isNotEqualTo(SenderTable.NONE);
    long[] chunk = table.chunk(address);
    int offset = Slab.offset(address);
    assertThat(chunk[offset]).isEqualTo(sender);
    for (int i = 0; i < words; i++) {
      assertThat(chunk[offset + SenderTable.HEAD + i]).isEqualTo(sender << 16 | i);
    }
  }

  private long taken() {
    return model.values().stream().mapToLong(words -> SenderTable.HEAD + words).sum();
  }

  @Property(tries = 60)
  void every_record_is_as_it_was_written(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 2_000) int senders) {
    random.setSeed(seed);
    for (int step = 0; step < 6 * senders; step++) {
      long sender = 1 + random.nextInt(senders);
      table.settle();
      if (model.containsKey(sender) && random.nextInt(5) == 0) {
        remove(sender);
      } else {
        int words = random.nextInt(20) == 0 ? random.nextInt(MOST) : random.nextInt(12);
        write(sender, words);
      }
    }
    checkAll();
  }

  @Test
  void records_that_all_grow_leave_nothing_behind() {
    for (int words = 0; words <= 40; words++) {
      for (long sender = 1; sender <= 20_000; sender++) {
        table.settle();
        write(sender, words);
      }
    }
    checkAll();
    assertThat(table.held()).isLessThan(taken() * 13 / 10);
  }

  @Test
  void the_memory_of_those_that_left_is_given_back() {
    for (long sender = 1; sender <= 200_000; sender++) {
      write(sender, 8);
    }
    long before = table.memory();
    for (long sender = 1; sender <= 200_000; sender++) {
      table.settle();
      remove(sender);
    }
    assertThat(table.memory()).isLessThan(before / 10);
    for (long sender = 1; sender <= 50_000; sender++) {
      write(sender, (int) (sender % 40));
    }
    checkAll();
  }

  @Test
  void the_holes_of_those_that_left_are_brought_together() {
    List<Long> stay = new ArrayList<>();
    for (long sender = 1; sender <= 50_000; sender++) {
      write(sender, 8);
    }
    for (long sender = 1; sender <= 50_000; sender++) {
      table.settle();
      if (random.nextInt(10) == 0) {
        stay.add(sender);
      } else {
        remove(sender);
      }
    }
    for (int charge = 0; charge < stay.size(); charge++) {
      table.settle();
      write(stay.get(charge), 8);
    }
    checkAll();
    assertThat(model).hasSize(stay.size());
    assertThat(table.held()).isLessThan(taken() * 3 / 2);
  }
}
