package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.DelegationClient;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.testkit.Eventually;

/** What the pages of a sender say: of this sender, and of no other of its name. */
class SenderPagesTest {
  private static final String ANNA = "anna@example.org";
  private static final String SCANNER =
      "[[connector]]\nname = \"scanner\"\nnetworks = [\"198.51.100.0/24\"]\n";
  private static final String DOMAIN = "[senders]\ndefault-domain = \"example.org\"\n";
  private static final String EXTERNAL = "(?s).*external recipients per hour <.*?Used\">(\\d+)<.*";

  @TempDir private Path data;

  private static String page(Running running, String path) {
    return new Visitor(running.url())
        .get(path, "Authorization", "Bearer " + running.token())
        .body();
  }

  private static String used(String page) {
    return page.replaceFirst(EXTERNAL, "$1");
  }

  @Test
  void a_blocked_connector_that_left_the_configuration_is_shown_and_unblocked() {
    try (Running running = Running.start(data, DOMAIN + SCANNER)) {
      String reason = "Open relay";
      running.say("restricted", "restrict", "scanner", "--connector", "--reason", reason);
    }
    try (Running running = Running.start(data, DOMAIN)) {
      for (String path :
          new String[] {"/entity?type=connector&name=scanner", "/entity?name=scanner"}) {
        assertThat(page(running, path))
            .as(path)
            .contains("<h1>scanner</h1>", "tag bad\">Restricted<", "Open relay", "id=\"unblock\"")
            .contains("The configuration has no connector of this name")
            .doesNotContain("May send", "id=\"restrict\"", "scanner@example.org");
      }
      assertThat(page(running, "/restricted/unblock?who=connector:scanner"))
          .contains("Usage now, of scanner</caption>");
      assertThat(page(running, "/api/v1/senders/scanner"))
          .contains("\"sender\":\"scanner\"", "\"restricted\":true");
      assertThat(running.say("usage", "scanner").err()).contains("scanner is restricted since");
      assertThat(running.say("restricted", "release", "scanner", "--connector").status()).isZero();
      assertThat(page(running, "/entity?type=connector&name=scanner"))
          .contains("Not configured")
          .doesNotContain("May send", "id=\"restrict\"", "id=\"unblock\"");
      assertThat(running.say("restricted", "release", "scanner", "--connector").err())
          .contains("The blocked connector 'scanner' couldn't be found: it is not restricted.");
      assertThat(running.say("restricted", "release", ANNA).err())
          .contains("The blocked sender '" + ANNA + "' couldn't be found: it is not restricted.");
    }
  }

  @Test
  void a_user_and_a_connector_of_one_name_are_two() throws IOException {
    try (Running running = Running.start(data, SCANNER);
        DelegationClient mta = running.delegation()) {
      mta.ask("scanner", "m1");
      Eventually.holds(
          "counted", () -> used(page(running, "/entity?type=user&name=scanner")).equals("1"));
      assertThat(used(page(running, "/entity?type=connector&name=scanner"))).isEqualTo("0");
      Eventually.holds(
          "near", () -> page(running, "/").contains("href=\"/entity?type=user&amp;name=scanner\""));
      running.say("restricted", "restrict", "scanner", "--reason", "Phished");
      assertThat(page(running, "/restricted/unblock?who=user:scanner"))
          .matches("(?s).*external recipients per hour <.*?Used\">1<.*");
      assertThat(page(running, "/entity?type=connector&name=scanner")).contains("May send");
    }
  }

  @Test
  void the_last_evidence_is_that_of_the_newest_restriction_that_has_any() throws IOException {
    try (Running running = Running.start(data, "")) {
      running.say("policy", "set", "Default", "--external-per-hour", "2");
      running.say("restricted", "restrict", ANNA, "--reason", "By hand");
      String path = "/entity?name=anna%40example.org";
      assertThat(page(running, path)).contains("No limit has restricted it.");
      running.say("restricted", "release", ANNA);
      running.say("restricted", "restrict", "bert@example.org");
      try (DelegationClient mta = running.delegation()) {
        for (int i = 1; i <= 3; i++) {
          mta.ask("carl@example.org", "m" + i);
        }
      }
      running.say(
          "restricted", "restrict", "carl@example.org", "--reason", "The account was stolen");
      assertThat(page(running, "/entity?name=carl%40example.org"))
          .contains("The account was stolen")
          .containsPattern("Before the restriction of</dt><dd>[0-9: -]+ UTC</dd>")
          .contains("<dd class=\"code\">m3</dd>")
          .doesNotContain("No limit has restricted it.");
    }
  }

  @Test
  void only_who_may_turn_the_audit_log_on_is_asked_to() {
    try (Running running = Running.start(data, "")) {
      String reader = running.say("token", "add", "all", "--role", "SecurityReader").out().strip();
      String limited =
          running
              .say("token", "add", "few", "--role", "GlobalAdministrator", "--domain", "x.test")
              .out()
              .strip();
      running.say("audit", "off");
      String link = "<a href=\"/audit\">Turn it on</a>";
      assertThat(page(running, "/").split(link, -1)).as("banner and step").hasSize(3);
      for (String token : new String[] {reader, limited}) {
        String page =
            new Visitor(running.url()).get("/", "Authorization", "Bearer " + token).body();
        assertThat(page)
            .contains("Audit log is off: alerts cannot fire", "The audit log is off, so")
            .doesNotContain("Turn it on");
      }
    }
  }
}
