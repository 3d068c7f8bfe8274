package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.store.facts.Dialect;

/** The indexes of domains have the very expression that the searches ask for. */
class DomainIndexTest {
  private final Place place = Databases.fresh();

  @AfterEach
  void drop() {
    Databases.drop(place);
  }

  /** Of a table without rows the planner would read all. */
  private List<String> plan(String sql) {
    String url = place.url();
    String unsorted = url + (url.contains("?") ? "&" : "?") + "options=-c%20enable_seqscan%3Doff";
    return Databases.ask(unsorted, "EXPLAIN " + sql);
  }

  @Test
  void a_page_of_one_domain_is_read_in_the_order_of_its_index() {
    Dialect dialect = new PostgresqlDialect("node", Duration.ofSeconds(1));
    assertThat(
            plan(
                "SELECT number, created FROM audit WHERE "
                    + dialect.domain("object_id")
                    + " = '@a.test' AND created >= 1 AND created <= 9 ORDER BY created DESC"
                    + " LIMIT 50"))
        .noneMatch(line -> line.contains("Sort"))
        .anyMatch(line -> line.contains("audit_domain"));
    assertThat(
            plan(
                "SELECT number FROM alert WHERE "
                    + dialect.domain("entity")
                    + " = '@a.test' AND status = 'New' AND number < 9 ORDER BY number DESC"
                    + " LIMIT 50"))
        .noneMatch(line -> line.contains("Sort"))
        .anyMatch(line -> line.contains("alert_domain"));
  }
}
