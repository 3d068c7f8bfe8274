package org.sluice.core.restriction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunOutTest {
  private static final Instant END = Instant.parse("2026-03-02T00:00:00Z");
  private static final long STEADY = 1_000_000;

  private static Restriction until(Block block) {
    return new Restriction(
        "id",
        new RestrictedEntity(RestrictedEntity.Kind.USER, "anna@example.org"),
        block,
        "too much",
        END.minusSeconds(3_600),
        END.minusSeconds(3_600),
        "Default",
        "",
        "Sluice",
        Counts.NONE,
        new Evidence(END.minusSeconds(3_600), "", "", 1),
        Optional.empty());
  }

  @Test
  void whoever_looks_and_whenever_usage_is_void_before_the_same_instant() {
    Restriction restriction = until(new Block.Until(END));
    Lift first = restriction.runOut(END, STEADY);
    Lift later = restriction.runOut(END.plusMillis(750), STEADY + 750);
    assertThat(first.steadyMillis()).isEqualTo(STEADY);
    assertThat(later.steadyMillis()).isEqualTo(STEADY);
    assertThat(later.at()).isEqualTo(END.plusMillis(750));
    assertThat(later.by()).isEqualTo(Lift.BY_TIME);
  }

  @Test
  void none_runs_out_before_its_end_or_without_one() {
    Instant before = END.minusMillis(1);
    assertThatThrownBy(() -> until(new Block.Until(END)).runOut(before, STEADY))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> until(new Block.UntilLifted()).runOut(END, STEADY))
        .isInstanceOf(IllegalStateException.class);
  }

  /** By a node whose clock is ten seconds behind that of the node that restricted. */
  @Test
  void a_lift_is_as_much_later_as_the_clocks_differ_and_no_more_though_another_came_before() {
    Restriction restriction = until(new Block.UntilLifted());
    Instant at = restriction.created().minusSeconds(10);
    Restriction lifted = restriction.lifted(new Lift(at, STEADY, "root", "", at));
    assertThat(lifted.lift().orElseThrow().steadyMillis()).isEqualTo(STEADY + 10_000);
    for (long before : new long[] {STEADY - 1, STEADY + 9_999, STEADY + 10_000, STEADY + 70_000}) {
      Lift earlier = new Lift(at, before, "root", "", at);
      assertThat(lifted.laterThan(earlier).lift().orElseThrow().steadyMillis())
          .isEqualTo(Math.max(before + 1, STEADY + 10_000));
    }
  }

  @Test
  void what_time_lifts_makes_nobody_immune_not_even_for_a_node_whose_clock_is_behind() {
    Instant ahead = END.plusSeconds(600);
    Lift lift = until(new Block.Until(END)).runOut(ahead, STEADY + 600_000);
    Standing lifted = new Standing(Optional.empty(), Optional.of(lift));
    assertThat(lifted.isImmune(END.minusSeconds(60))).isFalse();
    assertThat(lifted.isImmune(END.plusSeconds(60))).isFalse();
    assertThat(lifted.isImmune(ahead)).isFalse();
  }

  @Test
  void an_administrators_lift_makes_immune_until_its_end() {
    Lift lift = new Lift(END, STEADY, "root", "", END.plusSeconds(60));
    Standing lifted = new Standing(Optional.empty(), Optional.of(lift));
    assertThat(lifted.isImmune(END)).isTrue();
    assertThat(lifted.isImmune(END.plusSeconds(59))).isTrue();
    assertThat(lifted.isImmune(END.plusSeconds(60))).isFalse();
  }
}
