package org.sluice.store.embedded.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.store.facts.Dialect;

/** The indexes of domains have the very expression that the searches ask for. */
class DomainIndexTest {
  @TempDir private Path folder;

  private static List<String> plan(Handle handle, String sql) {
    return handle
        .createQuery("EXPLAIN QUERY PLAN " + sql)
        .map((row, context) -> row.getString("detail"))
        .list();
  }

  @Test
  void a_page_of_one_domain_is_read_in_the_order_of_its_index() throws SQLException {
    SqliteFacts.open(folder, Instant.EPOCH).close();
    try (Handle handle = Database.reading(folder.resolve(SqliteFacts.FILE))) {
      Dialect dialect = Dialect.of(handle);
      String records =
          "SELECT number, created FROM audit WHERE "
              + dialect.domain("object_id")
              + " = '@a.test' AND created >= 1 AND created <= 9 AND (created < 9 OR number < 5)"
              + " ORDER BY created DESC, number DESC LIMIT 50";
      String alerts =
          "SELECT number FROM alert WHERE "
              + dialect.domain("entity")
              + " = '@a.test' AND status = 'New' AND number < 9 ORDER BY number DESC LIMIT 50";
      assertThat(plan(handle, records))
          .singleElement()
          .asString()
          .startsWith("SEARCH audit USING COVERING INDEX audit_domain");
      assertThat(plan(handle, alerts))
          .singleElement()
          .asString()
          .startsWith("SEARCH alert USING COVERING INDEX alert_domain");
    }
  }
}
