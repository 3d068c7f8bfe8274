package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Masters that lack replicas are told of steadily, each by itself. */
class ReplicasTest {
  private static final String ONE = "10.0.0.1:6379";
  private static final String TWO = "10.0.0.2:6379";

  private final AtomicLong now = new AtomicLong(1);
  private final Replicas replicas = new Replicas(now::get);

  private List<String> lacking() {
    return replicas.lacking(master -> true);
  }

  @Test
  void what_one_master_has_says_nothing_of_another() {
    replicas.answered(ONE, false);
    now.addAndGet(Replicas.HELD_MILLIS);
    replicas.answered(TWO, true);
    assertThat(lacking()).containsExactly(ONE);
    replicas.answered(TWO, false);
    assertThat(lacking()).containsExactly(ONE, TWO);
    now.addAndGet(Replicas.HELD_MILLIS);
    replicas.answered(ONE, true);
    assertThat(lacking()).containsExactly(TWO);
  }

  @Test
  void replicas_that_are_late_now_and_then_are_one_loss() {
    replicas.answered(ONE, false);
    for (int i = 0; i < 100; i++) {
      now.addAndGet(Replicas.HELD_MILLIS - 1);
      replicas.answered(ONE, true);
      assertThat(lacking()).as("too soon").containsExactly(ONE);
      replicas.answered(ONE, false);
    }
    now.addAndGet(Replicas.HELD_MILLIS);
    replicas.answered(ONE, true);
    assertThat(lacking()).isEmpty();
  }

  @Test
  void while_nobody_asks_nothing_is_over() {
    replicas.answered(ONE, false);
    now.addAndGet(1_000 * Replicas.HELD_MILLIS);
    assertThat(lacking()).containsExactly(ONE);
  }

  @Test
  void who_leads_no_more_is_forgotten() {
    replicas.answered(ONE, false);
    replicas.answered(TWO, false);
    assertThat(replicas.lacking(TWO::equals)).containsExactly(TWO);
    assertThat(lacking()).containsExactly(TWO);
  }
}
