package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.DelegationClient;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;
import org.sluice.testkit.Eventually;

/** What an alert leads to: a sender has a page, and the organization has a limit. */
class AlertPaneTest {
  private static final String ID = "0000000a-0000-4000-8000-000000000000";
  private static final String ONE = "/alerts/alert?id=" + ID;
  private static final String TILE = "of the organization's limit used";

  @TempDir private Path data;
  private Running running;

  @BeforeEach
  void start() {
    running =
        Running.start(
            data,
            """
            [limits]
            organization-external-recipients = 10
            [senders]
            default-domain = "example.org"
            """);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void insert(String policy, String entity, String kind) throws Exception {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var statement =
            connection.prepareStatement(
                """
                INSERT INTO alert (id, policy, severity, category, entity, created, changed,
                  events, status, assignee, classification, until_lifted, entity_kind)
                VALUES (?, ?, 'High', 'Others', ?, 1, 1, 1, 'New', '', 'NotSet', 0, ?)
                """)) {
      statement.setString(1, ID);
      statement.setString(2, policy);
      statement.setString(3, entity);
      statement.setString(4, kind);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  private Page get(String path, String token) {
    return new Visitor(running.url()).get(path, "Authorization", "Bearer " + token);
  }

  private String get(String path) {
    return get(path, running.token()).body().replace("&amp;", "&");
  }

  @ParameterizedTest
  @CsvSource({
    "User restricted from sending email, anna@example.org, User, type=user&name=anna%40example.org",
    "User restricted from sending email, anna@example.org, '', type=user&name=anna%40example.org",
    "Suspicious connector activity, scanner, Connector, type=connector&name=scanner",
    "Suspicious connector activity, scanner, '', ''",
    "Tenant restricted from sending email, organization, '', ''",
    "Sluice store lost, Redis, '', ''",
    "Default was changed, Default, '', ''"
  })
  void its_entity_is_a_link_where_it_has_a_page(
      String policy, String entity, String kind, String link) throws Exception {
    insert(policy, entity, kind);
    String page = get(ONE);
    assertThat(page).contains("<dt>Entity</dt>", entity);
    if (link.isEmpty()) {
      assertThat(page).contains("<dt>Entity</dt><dd>" + entity + "</dd>");
    } else {
      assertThat(page)
          .contains("<a href=\"/entity?" + link + "\">" + entity + "</a>")
          .doesNotContain("Used now");
    }
    assertThat(page.contains("Used now")).isEqualTo(entity.equals("organization"));
  }

  @Test
  void how_much_of_the_organization_s_limit_is_used_is_seen_by_who_sees_all_of_it()
      throws Exception {
    insert("Suspicious tenant sending patterns observed", "organization", "");
    String limited =
        running
            .say("token", "add", "few", "--role", "SecurityReader", "--domain", "example.org")
            .out()
            .strip();
    assertThat(get("/")).contains("<b>0 %</b>" + TILE + ": 0 of 10 external recipients");
    try (DelegationClient mta = running.delegation()) {
      mta.ask("anna", "m1");
      mta.ask("anna", "m2");
    }
    Eventually.holds(
        "counted",
        () -> get("/").contains("<div class=\"tile fine\"><b>20 %</b>" + TILE + ": 2 of 10"));
    assertThat(get(ONE)).contains("<dt>Used now</dt><dd>2 of 10 external recipients", "(20 %)");
    assertThat(get("/", limited).body()).contains("Overview").doesNotContain(TILE);
    assertThat(get(ONE, limited).status()).isEqualTo(404);
    try (DelegationClient mta = running.delegation()) {
      for (int i = 3; i <= 8; i++) {
        mta.ask("anna", "m" + i);
      }
    }
    Eventually.holds("near", () -> get("/").contains("<div class=\"tile bad\"><b>80 %</b>" + TILE));
  }

  @Test
  void where_the_organization_has_no_limit_nothing_is_said_of_it() throws Exception {
    running.close();
    running = Running.start(data, "");
    assertThat(get("/")).contains("alerts open").doesNotContain(TILE);
    insert("Tenant restricted from sending email", "organization", "");
    assertThat(get(ONE)).contains("0 external recipients in 24 hours; there is no limit");
  }
}
