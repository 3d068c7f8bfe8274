package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentReportsTest {
  private final RecentReports recent = new RecentReports(2);

  @Test
  void up_to_the_bound_everybody_is_remembered_and_beyond_it_the_oldest_is_forgotten() {
    recent.note("a", 0);
    recent.note("b", 1);
    recent.note("a", 2);
    assertThat(recent.had("a", 3, 10)).isTrue();
    assertThat(recent.had("b", 3, 10)).isTrue();
    recent.note("c", 3);
    assertThat(recent.had("b", 4, 10)).isFalse();
    assertThat(recent.had("a", 4, 10)).isTrue();
    assertThat(recent.had("c", 4, 10)).isTrue();
  }

  @Test
  void what_is_older_is_not_recent() {
    recent.note("a", 5);
    assertThat(recent.had("a", 14, 10)).isTrue();
    assertThat(recent.had("a", 15, 10)).isFalse();
  }
}
