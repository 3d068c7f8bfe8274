package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.store.facts.FactsFailure;

/** While the facts are moved no node runs with them. */
class MovingTest {
  @TempDir private Path folder;
  private final Place place = Databases.fresh();

  @AfterEach
  void drop() {
    Databases.drop(place);
  }

  @Test
  void a_node_that_starts_while_they_are_moved_is_refused_before_it_reads_them() {
    assertThat(
            PostgresqlFacts.<Boolean>whole(
                place,
                handle -> {
                  assertThatThrownBy(() -> new Node(place, folder).close())
                      .isInstanceOf(FactsFailure.class)
                      .hasMessageContaining("being moved by `sluice store migrate`");
                  return true;
                }))
        .isTrue();
    new Node(place, folder).close();
  }

  @Test
  void nothing_is_moved_from_the_moment_that_a_node_is_open() {
    try (Node node = new Node(place, folder)) {
      assertThat(node.told).isEmpty();
      assertThatThrownBy(() -> PostgresqlFacts.whole(place, handle -> true))
          .isInstanceOf(FactsFailure.class)
          .hasMessageContaining("still runs");
    }
  }
}
