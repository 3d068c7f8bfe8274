package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.store.facts.FactsFailure;

/** Who reads an audit log that another version wrote is told so, and nothing of a column. */
class SchemaVersionTest {
  private final Place place = Databases.fresh();

  @AfterEach
  void drop() {
    Databases.drop(place);
  }

  @Test
  void the_log_of_this_version_is_verified() {
    assertThat(PostgresqlFacts.verify(place, Optional.empty()).isWhole()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "UPDATE sluice_schema SET version = '99' WHERE version = '1', written by a newer Sluice",
    "DELETE FROM sluice_schema WHERE version <> '1', have version 1 of the schema",
    "DROP TABLE sluice_schema, There are no facts of Sluice"
  })
  void another_version_is_said_and_nothing_is_verified(String sql, String said) {
    if (sql.startsWith("UPDATE")) {
      Databases.execute(place.url(), "DELETE FROM sluice_schema WHERE version <> '1'");
    }
    Databases.execute(place.url(), sql);
    assertThatThrownBy(() -> PostgresqlFacts.verify(place, Optional.empty()))
        .isInstanceOf(FactsFailure.class)
        .hasMessageContaining(said);
  }
}
