package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.testkit.Eventually;

/** What pages say that have nothing to show: why, and where to look. */
class EmptyPagesTest {
  private static final String UNASKED = "No mail server has asked here for three hours";

  @TempDir private Path data;
  private Running running;
  private Visitor visitor;

  @BeforeEach
  void start() {
    running = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n");
    visitor = new Visitor(running.url());
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private String page(String path) {
    return get(path, running.token());
  }

  private String get(String path, String token) {
    return visitor.send("GET", path, "", "Authorization", "Bearer " + token).body();
  }

  private void restrict(String name) {
    assertThat(running.say("restricted", "restrict", name, "--reason", "Phished").status())
        .isZero();
  }

  @Test
  void the_overview_says_that_no_mail_server_asks_until_one_does() throws IOException {
    assertThat(page("/")).contains(UNASKED, "check_policy_service or smtpd_milters");
    try (var client = running.delegation()) {
      assertThat(client.ask("anna@example.org", "m1")).contains("DUNNO");
    }
    Eventually.holds("it is counted", () -> !page("/").contains(UNASKED));
  }

  @Test
  void the_list_says_that_nobody_is_restricted_and_where_else_to_look() {
    assertThat(page("/restricted"))
        .contains("<b>Nobody is restricted.</b>", "Find the sender with the field at the top");
  }

  @Test
  void the_list_says_what_it_did_not_find_and_leads_to_the_sender() {
    restrict("anna@example.org");
    assertThat(page("/restricted?q=bert%40example.org&type=user"))
        .contains("Nothing matches “bert@example.org” among users.")
        .contains("1 entity is restricted in all")
        .contains("href=\"/entity?name=bert%40example.org\"");
    assertThat(page("/restricted?type=connector"))
        .contains("Nothing matches among connectors.")
        .doesNotContain("look up");
  }

  @Test
  void who_is_limited_to_domains_is_told_of_these_alone() {
    restrict("anna@example.org");
    String made =
        visitor
            .send(
                "POST",
                "/settings/tokens",
                Visitor.form("name", "net", "role", "SecurityReader", "domains", "example.net"),
                "Authorization",
                "Bearer " + running.token(),
                "Content-Type",
                "application/x-www-form-urlencoded")
            .body();
    String token = made.replaceFirst("(?s).*<code class=\"any\">([^<]+)</code>.*", "$1");
    assertThat(get("/restricted", token)).contains("<b>Nobody of example.net is restricted.</b>");
  }

  @Test
  void a_sender_s_page_says_of_what_client_addresses_are_kept() {
    restrict("anna@example.org");
    assertThat(page("/entity?name=anna%40example.org"))
        .contains("None is known.")
        .contains("only with a restriction, an exceeded limit or an early warning")
        .contains("sasl_username=anna@example.org");
  }
}
