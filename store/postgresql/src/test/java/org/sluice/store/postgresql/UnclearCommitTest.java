package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.store.facts.UnclearCommit;
import org.sluice.testkit.PostgresServer;

/** What became of a transaction whose answer was lost. */
class UnclearCommitTest {
  private final Place place = Databases.fresh();
  private final PostgresqlDatabase database =
      new PostgresqlDatabase(place, new PostgresqlDialect("one", Databases.LEASE));

  @AfterEach
  void close() {
    database.close();
  }

  private static UnclearCommit unclear(String name) {
    return new UnclearCommit(name, new SQLException("lost"));
  }

  @Test
  void the_last_one_is_known_by_its_name_and_no_other_is() {
    int done = database.alone(handle -> 7);
    assertThat(done).isEqualTo(7);
    String name = Databases.ask(place.url(), "SELECT last_transaction FROM node").getFirst();
    assertThat(database.isCommitted(unclear(name))).isTrue();
    assertThat(database.isCommitted(unclear("another"))).isFalse();
  }

  @Test
  void one_that_was_rolled_back_left_no_name() {
    assertThatThrownBy(() ->
            database.alone(handle -> {
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(Databases.ask(place.url(), "SELECT last_transaction FROM node")).isEmpty();
  }

  /** It may still be committed: nobody says that it was not. */
  @Test
  void of_one_that_is_under_way_nothing_is_said() throws SQLException {
    try (Connection other = DriverManager.getConnection(place.url(), PostgresServer.SUPERUSER, "");
        Statement statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + PostgresqlDatabase.WRITING + ")");
      assertThatThrownBy(() -> database.isCommitted(unclear("another")))
          .hasMessageContaining("timeout");
    }
    assertThat(database.isCommitted(unclear("another"))).isFalse();
  }
}
