package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;

/** Administrators and API tokens by the pages of the settings. */
class AccessPagesTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final String WHO = "/settings/administrators";
  private static final String ONE = WHO + "/administrator";
  private static final String TOKENS = "/settings/tokens";

  @TempDir private Path data;
  private Running running;
  private Visitor root;

  @BeforeEach
  void start() {
    running = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n");
    String first = URI.create(running.server().firstLink().orElseThrow()).getPath();
    root = new Visitor(running.url());
    root.post(first, "name", "root@example.org", "password", PASSWORD, "again", PASSWORD);
    root.post("/sign-in", "name", "root@example.org", "password", PASSWORD);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private static String found(String pattern, Page page) {
    Matcher matcher = Pattern.compile(pattern).matcher(page.body());
    assertThat(matcher.find()).as(pattern + " in " + page.body()).isTrue();
    return matcher.group(1);
  }

  private String add(String address, String role, String domains) {
    Page added = root.post(WHO, "address", address, "name", "B", "role", role, "domains", domains);
    assertThat(added.status()).as(added.body()).isEqualTo(200);
    return found("<code class=\"any\">http://[^/]+(/link/[^<]+)</code>", added);
  }

  private Visitor signedIn(String address, String link) {
    Visitor visitor = new Visitor(running.url());
    visitor.post(link, "password", PASSWORD, "again", PASSWORD);
    visitor.post("/sign-in", "name", address, "password", PASSWORD);
    return visitor;
  }

  private String version(String address) {
    return found("name=\"version\" value=\"([0-9a-f]+)\"", root.get(ONE + "?id=" + address));
  }

  private Page save(String address, String role, String status, String version) {
    return root.post(
        ONE, "id", address, "version", version, "name", "B", "role", role, "status", status,
        "domains", "");
  }

  @Test
  void an_added_administrator_sets_a_password_by_the_link_that_is_shown_once() {
    String link = add("bert@example.org", "SecurityReader", "example.org\n.example.net");
    assertThat(root.get(WHO).body())
        .contains("bert@example.org", "Invited", "example.org, .example.net")
        .as("nobody who cannot sign in yet looks as if he could")
        .contains("<span class=\"tag \">Invited</span>")
        .doesNotContain(link);
    Visitor bert = signedIn("bert@example.org", link);
    assertThat(bert.get("/restricted").status()).isEqualTo(200);
    assertThat(bert.get(WHO).status()).as("for Global Administrators alone").isEqualTo(403);
    assertThat(bert.get("/settings").body()).doesNotContain(WHO);
    assertThat(root.get(WHO).body()).contains("Enabled").doesNotContain("Invited");
  }

  @Test
  void what_cannot_be_added_is_said_and_what_was_typed_stays() {
    Page none = root.post(WHO, "address", "nobody", "name", "Nora", "role", "SecurityReader");
    assertThat(none.status()).isEqualTo(422);
    assertThat(none.body()).contains("value=\"nobody\"", "value=\"Nora\"", "role=\"alert\"");
    add("bert@example.org", "SecurityReader", "");
    Page twice = root.post(WHO, "address", "bert@example.org", "role", "SecurityReader");
    assertThat(twice.status()).isEqualTo(409);
    assertThat(root.post(WHO, "address", "x@example.org", "role", "King").status()).isEqualTo(422);
  }

  @Test
  void another_role_holds_at_once_and_a_stale_form_changes_nothing() {
    Visitor bert = signedIn("bert@example.org", add("bert@example.org", "GlobalAdministrator", ""));
    assertThat(bert.get(WHO).status()).isEqualTo(200);
    String version = version("bert@example.org");
    assertThat(save("bert@example.org", "SecurityReader", "on", version).status()).isEqualTo(303);
    assertThat(bert.get("/account").status()).as("the session has ended").isEqualTo(303);
    Page stale = save("bert@example.org", "GlobalAdministrator", "on", version);
    assertThat(stale.status()).isEqualTo(409);
    assertThat(running.say("administrator", "list", "--output", "csv").out())
        .containsPattern("bert@example.org,.*SecurityReader");
  }

  @Test
  void a_new_link_ends_the_password_and_a_removed_one_is_gone() {
    Visitor bert = signedIn("bert@example.org", add("bert@example.org", "SecurityReader", ""));
    Page reset = root.post(ONE + "/link", "id", "bert@example.org");
    assertThat(bert.get("/account").status()).isEqualTo(303);
    String link = found("<code class=\"any\">http://[^/]+(/link/[^<]+)</code>", reset);
    assertThat(signedIn("bert@example.org", link).get("/account").status()).isEqualTo(200);
    Page stale = root.post(ONE + "/remove", "id", "bert@example.org", "version", "0");
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body()).contains("Somebody else changed this since the page was opened");
    String version = version("bert@example.org");
    assertThat(root.post(ONE + "/remove", "id", "bert@example.org", "version", version).status())
        .isEqualTo(303);
    assertThat(root.get(WHO).body()).doesNotContain("bert@example.org</a>");
  }

  @Test
  void the_last_who_can_do_all_stays_so() {
    Page refused = save("root@example.org", "SecurityReader", "on", version("root@example.org"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("is the last Global Administrator");
    Page removed =
        root.post(
            ONE + "/remove", "id", "root@example.org", "version", version("root@example.org"));
    assertThat(removed.status()).isEqualTo(422);
    assertThat(root.get(WHO).status()).isEqualTo(200);
  }

  /** Names were not always refused that end with a blank. */
  @Test
  void of_two_tokens_that_differ_in_a_blank_the_one_that_is_meant_is_revoked() throws SQLException {
    root.post(TOKENS, "name", "ci", "role", "SecurityReader");
    running.close();
    String file = "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath();
    try (Connection facts = DriverManager.getConnection(file);
        Statement statement = facts.createStatement()) {
      statement.execute(
          "INSERT INTO api_token (name, role, domains, sha256, created) SELECT 'ci ', role, domains,"
              + " 'other', created FROM api_token");
    }
    running = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n");
    root = new Visitor(running.url());
    root.post("/sign-in", "name", "root@example.org", "password", PASSWORD);
    String csv = running.say("token", "list", "--output", "csv").out();
    assertThat(csv).contains("ci ,").contains("ci,");
    assertThat(root.post(TOKENS + "/revoke", "name", "ci ").status()).isEqualTo(303);
    assertThat(running.say("token", "list", "--output", "csv").out())
        .contains("ci,")
        .doesNotContain("ci ,");
  }

  @Test
  void a_time_beyond_the_year_9999_is_a_mistake_in_the_form() {
    String far = "+999999999-01-01T00:00";
    assertThat(root.get("/audit?from=%2B999999999-01-01T00:00").status()).isEqualTo(422);
    Page restricted =
        root.post(
            "/restricted/restrict",
            "type",
            "user",
            "name",
            "a@example.org",
            "reason",
            "seen",
            "end",
            far);
    assertThat(restricted.status()).isEqualTo(422);
    assertThat(restricted.body()).contains("is no time such as");
  }

  @Test
  void the_record_of_a_rule_that_a_page_made_names_the_policy_that_it_binds() {
    Page saved =
        root.post(
            "/policies/policy",
            Forms.policy(
                "9",
                "policy",
                "",
                "name",
                "News",
                "domain",
                "example.org",
                "enabled",
                "on",
                "priority",
                "0",
                "do",
                "save"));
    assertThat(saved.status()).as(saved.body()).isEqualTo(303);
    String rule =
        running
            .say(
                "audit",
                "search",
                "--operation",
                "New-HostedOutboundSpamFilterRule",
                "--output",
                "json")
            .out();
    assertThat(rule)
        .containsPattern("\"HostedOutboundSpamFilterPolicy\",\\s+\"Value\" : \"News\"")
        .containsPattern("\"Name\" : \"Name\",\\s+\"Value\" : \"News\"")
        .doesNotContain("Identity");
  }

  @Test
  void a_token_is_shown_once_used_and_revoked() {
    Page made = root.post(TOKENS, "name", "ci", "role", "SecurityReader", "expires", "2999-12-31");
    String secret = found("<code class=\"any\">([^<]+)</code>", made);
    assertThat(root.get(TOKENS).body())
        .contains("ci", "3000-01-01 00:00", "Never")
        .doesNotContain(secret);
    Visitor program = new Visitor(running.url());
    assertThat(program.get("/api/v1/alerts", "Authorization", "Bearer " + secret).status())
        .isEqualTo(200);
    assertThat(program.get(TOKENS, "Authorization", "Bearer " + secret).status()).isEqualTo(403);
    assertThat(root.get(TOKENS).body()).as("its use").doesNotContain(">Never</td>");
    assertThat(root.post(TOKENS, "name", "ci", "role", "SecurityReader").status()).isEqualTo(409);
    assertThat(
            root.post(TOKENS, "name", "late", "role", "SecurityReader", "expires", "2001-01-01")
                .status())
        .isEqualTo(422);
    assertThat(root.post(TOKENS, "name", "odd", "role", "SecurityReader", "expires", "soon").body())
        .contains("is no day such as");
    for (String day : new String[] {"+999999999-12-31", "+10000-01-01"}) {
      Page far = root.post(TOKENS, "name", "far", "role", "SecurityReader", "expires", day);
      assertThat(far.body()).contains("is no day such as");
    }
    String ever = "9999-12-31";
    assertThat(
            root.post(TOKENS, "name", "ever", "role", "SecurityReader", "expires", ever).status())
        .isEqualTo(200);
    assertThat(root.post(TOKENS + "/revoke", "name", "ci").status()).isEqualTo(303);
    assertThat(program.get("/api/v1/alerts", "Authorization", "Bearer " + secret).status())
        .isEqualTo(401);
  }
}
