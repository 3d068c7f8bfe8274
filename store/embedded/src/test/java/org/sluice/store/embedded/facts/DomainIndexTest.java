package org.sluice.store.embedded.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.store.facts.Dialect;

/** The indexes of searches have the very expression that the searches ask for. */
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

  @Test
  void an_operation_of_one_domain_or_user_is_read_in_the_order_of_its_index() throws SQLException {
    SqliteFacts.open(folder, Instant.EPOCH).close();
    try (Handle handle = Database.reading(folder.resolve(SqliteFacts.FILE))) {
      Dialect dialect = Dialect.of(handle);
      String page =
          " AND operation = 'Listed' AND created >= 1 AND created <= 9"
              + " ORDER BY created DESC, number DESC LIMIT 50";
      String of = "SELECT number, created FROM audit";
      String domain = " WHERE " + dialect.domain("object_id") + " = '@a.test'";
      String user = " WHERE " + dialect.same("user_id").replace("?", "'anna@a.test'");
      assertThat(plan(handle, of + dialect.by("audit_domain_operation") + domain + page))
          .singleElement()
          .asString()
          .startsWith("SEARCH audit USING COVERING INDEX audit_domain_operation");
      assertThat(plan(handle, of + dialect.by("audit_user_operation") + user + page))
          .singleElement()
          .asString()
          .startsWith("SEARCH audit USING COVERING INDEX audit_user_operation");
    }
  }

  @Test
  void alerts_with_a_text_are_read_by_their_numbers_alone() throws SQLException {
    SqliteFacts.open(folder, Instant.EPOCH).close();
    try (Handle handle = Database.reading(folder.resolve(SqliteFacts.FILE))) {
      List<Object> values = new ArrayList<>();
      String few = Dialect.of(handle).few(handle, "alert", "", "u77", values).orElseThrow();
      assertThat(values).containsExactly("\"u77\"");
      String sql =
          "SELECT * FROM (SELECT * FROM "
              + few.replace("?", "'u77'")
              + " AND status IN ('New', 'InProgress') AND number < 9) AS found"
              + " ORDER BY number DESC LIMIT 50";
      assertThat(plan(handle, sql))
          .anyMatch(step -> step.startsWith("SEARCH alert USING INTEGER PRIMARY KEY"))
          .noneMatch(step -> step.startsWith("SCAN alert USING") || step.equals("SCAN alert"))
          .noneMatch(step -> step.contains("ORDER BY"));
    }
  }
}
