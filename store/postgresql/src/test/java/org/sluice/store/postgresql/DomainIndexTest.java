package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.store.facts.Containing;
import org.sluice.store.facts.Dialect;

/** The indexes of searches have the very expression that the searches ask for. */
class DomainIndexTest {
  private static final String WORDS = "user_id || '\n' || object_id || '\n' || details";

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

  @Test
  void an_operation_of_one_domain_or_user_is_read_in_the_order_of_its_index() {
    Dialect dialect = new PostgresqlDialect("node", Duration.ofSeconds(1));
    String page =
        " AND operation = 'Listed' AND created >= 1 AND created <= 9 ORDER BY created DESC LIMIT 50";
    String domain = dialect.domain("object_id") + " = '@a.test'";
    String user = dialect.same("user_id").replace("?", "'anna@a.test'");
    String of = "SELECT number, created FROM audit WHERE ";
    assertThat(plan(of + domain + page))
        .noneMatch(line -> line.contains("Sort"))
        .anyMatch(line -> line.contains("audit_domain_operation"));
    assertThat(plan(of + user + page))
        .noneMatch(line -> line.contains("Sort"))
        .anyMatch(line -> line.contains("audit_user_operation"));
  }

  @Test
  void alerts_with_a_text_can_be_read_by_its_trigrams() {
    assertThat(
            plan(
                "SELECT * FROM alert WHERE (policy || ' ' || entity || ' ' || assignee || ' ' || id)"
                    + " ILIKE '%u77%' ESCAPE '!'"))
        .anyMatch(line -> line.contains("alert_text"));
  }

  /** A page of what stands in these columns, as the searches ask for it. */
  private static String page(List<String> columns, List<String> wanted) {
    Dialect dialect = new PostgresqlDialect("node", Duration.ofSeconds(1));
    List<Object> values = new ArrayList<>();
    String sql =
        "SELECT number, created FROM audit WHERE "
            + dialect.within(columns, wanted, "created", 1, 1_000_000, values)
            + " AND (created < 999999 OR number < 999999) ORDER BY "
            + dialect.leadingOrder(columns)
            + "created DESC, number DESC LIMIT 51";
    for (Object value : values) {
      sql = sql.replaceFirst("\\?", value instanceof Long ? "" + value : "'" + value + "'");
    }
    return sql;
  }

  private void records(int first, int last, String operation, String object) {
    Databases.execute(
        place.url(),
        "INSERT INTO audit SELECT i, i, '%s', 'anna', 'Regular', '', '%s', 'Succeeded', '{}', '', ''"
                .formatted(operation, object)
            + " FROM generate_series(%d, %d) AS i".formatted(first, last));
  }

  /** Many have it, and none of the newest: the planner knows the first alone. */
  @Test
  void what_nobody_has_seen_for_long_is_read_by_its_index_and_not_behind_all_that_came_since() {
    records(1, 15_000, "Set-Policy", "bert@old.test");
    records(15_001, 30_000, "Listed", "carl@new.test");
    Databases.execute(place.url(), "ANALYZE audit");
    Dialect dialect = new PostgresqlDialect("node", Duration.ofSeconds(1));
    String domain = dialect.domain("object_id");
    String user = dialect.folded("user_id");
    Map<String, String> pages =
        Map.of(
            "audit_operation", page(List.of("operation"), List.of("Set-Policy")),
            "audit_domain", page(List.of(domain), List.of("@old.test")),
            "audit_domain_operation",
                page(List.of(domain, "operation"), List.of("@old.test", "Set-Policy")),
            "audit_user_operation",
                page(List.of(user, "operation"), List.of("anna", "Set-Policy")));
    pages.forEach((index, page) ->
        assertThat(Databases.ask(place.url(), "EXPLAIN " + page))
            .anyMatch(line -> line.contains("Scan Backward using " + index + " "))
            .noneMatch(line -> line.contains("Filter: (operation")));
  }

  @Test
  void a_statement_is_planned_for_its_values_each_time() {
    PostgresqlDialect dialect = new PostgresqlDialect("node", Duration.ofSeconds(1));
    try (PostgresqlDatabase database = new PostgresqlDatabase(place, dialect)) {
      assertThat(
              database.<List<String>>beside(
                  handle -> handle.createQuery("SHOW plan_cache_mode").mapTo(String.class).list()))
          .containsExactly("force_custom_plan");
    }
  }

  private static Optional<String> few(PostgresqlDatabase database, String text) {
    List<Object> values = new ArrayList<>();
    Optional<String> few =
        database.beside(handle -> database.dialect().few(handle, "audit", WORDS, text, values));
    assertThat(values).as("the search asks for the text itself").isEmpty();
    return few;
  }

  /** One in fifty old records has it: as many as a page of the newest would end with early. */
  @Test
  void a_text_of_few_is_not_looked_for_from_the_newest_on() {
    records(1, 600, "Set-Policy", "rare-one@old.test");
    records(601, 30_000, "Set-Policy", "carl@new.test");
    Databases.execute(place.url(), "ANALYZE audit");
    PostgresqlDialect dialect = new PostgresqlDialect("node", Duration.ofSeconds(1));
    try (PostgresqlDatabase database = new PostgresqlDatabase(place, dialect)) {
      assertThat(few(database, "re")).as("too short").isEmpty();
      assertThat(few(database, "carl@NEW")).as("in too many").isEmpty();
      String found =
          few(database, "RARE-one").orElseThrow()
              + " AND "
              + Containing.of(dialect, WORDS, "RARE-one", new ArrayList<>())
                  .replace("?", "'%RARE-one%'");
      String newest = " ORDER BY created DESC, number DESC LIMIT 51";
      assertThat(
              Databases.ask(
                  place.url(),
                  "EXPLAIN SELECT * FROM (SELECT * FROM "
                      + found
                      + " AND created <= 999999"
                      + dialect.whole()
                      + ") AS found"
                      + newest))
          .anyMatch(line -> line.contains("Sort"))
          .noneMatch(line -> line.contains("audit_created"));
      Databases.execute(place.url(), "DROP INDEX audit_text");
      assertThat(few(database, "RARE-one")).as("nobody knows without the index").isEmpty();
    }
  }
}
