package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.store.facts.FactsFailure;
import org.sluice.testkit.Eventually;

/** Searches that take long, and as many of them as there are connections. */
class ReadersTest {
  private final Place place = Databases.fresh();
  private final PostgresqlDatabase database =
      new PostgresqlDatabase(place, new PostgresqlDialect("node", Duration.ofSeconds(1)));

  @AfterEach
  void drop() {
    database.close(); // It breaks off what still reads.
    Databases.drop(place);
  }

  private static Integer slow(Handle handle) {
    return handle.createQuery("SELECT 1 FROM pg_sleep(100)").mapTo(Integer.class).one();
  }

  private int sleeping() {
    List<String> found =
        Databases.ask(
            place.url(),
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND datname ="
                + " current_database() AND query LIKE '%FROM pg_sleep(100)%' AND pid <>"
                + " pg_backend_pid()");
    return Integer.parseInt(found.getFirst());
  }

  @Test
  void one_connection_is_left_to_the_writer_however_many_search() {
    List<CompletableFuture<Integer>> searches =
        IntStream.range(0, place.pool() - 1)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(
                    () -> database.beside(ReadersTest::slow), Thread::startVirtualThread))
            .toList();
    Eventually.holds("all search", () -> sleeping() == place.pool() - 1);
    assertThatThrownBy(() -> database.beside(ReadersTest::slow))
        .isInstanceOf(FactsFailure.class)
        .hasMessageContaining("other searches");
    assertThatThrownBy(() -> database.briefly(ReadersTest::slow)).isInstanceOf(FactsFailure.class);
    assertThat(database.isReachable()).as("nothing is lost by that").isTrue();
    assertThat(database.<Integer>alone(h -> h.select("SELECT 1").mapTo(Integer.class).one()))
        .isEqualTo(1);
    assertThat(searches).noneMatch(CompletableFuture::isDone);
  }
}
