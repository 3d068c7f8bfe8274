package org.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.app.Said;
import org.sluice.portal.http.Tokens;

/** Administrators and tokens by the command line, and what a token may do afterwards. */
class AccessCommandsTest {
  @TempDir private Path data;
  private final MovableTime time = new MovableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private Running running;

  @BeforeEach
  void start() {
    running =
        Running.start(
            data,
            """
            [proxy]
            listen = ["127.0.0.1:0"]
            [[token]]
            name = "limited"
            role = "SecurityAdministrator"
            domains = ["example.org"]
            sha256 = "%s"
            """
                .formatted(Tokens.digest("configured")),
            time);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private String invoke(String token, String cmdlet, String parameters) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String body =
          "{\"CmdletInput\":{\"CmdletName\":\"" + cmdlet + "\",\"Parameters\":" + parameters + "}}";
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(running.url() + "/adminapi/beta/x/InvokeCommand"))
                  .header("Authorization", "Bearer " + token)
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  @Test
  void a_token_is_shown_once_expires_and_is_revoked() throws Exception {
    Said made =
        running.say(
            "token",
            "add",
            "scripts",
            "--role",
            "SecurityReader",
            "--expires",
            "2026-03-01T13:00:00Z");
    String token = made.out().strip();
    assertThat(token).hasSize(43);
    assertThat(made.err()).contains("this once");
    assertThat(invoke(token, "Get-BlockedSenderAddress", "{}")).startsWith("200");
    String list = running.say("token", "list").out();
    assertThat(list).contains("scripts", "2026-03-01T12:00").doesNotContain(token);
    assertThat(running.say("audit", "search", "--output", "json").out()).doesNotContain(token);
    time.pass(Duration.ofHours(1));
    assertThat(invoke(token, "Get-BlockedSenderAddress", "{}")).startsWith("401");
    String other = running.say("token", "add", "b", "--role", "SecurityReader").out().strip();
    assertThat(invoke(other, "Get-BlockedSenderAddress", "{}")).startsWith("200");
    assertThat(running.say("token", "revoke", "b").out()).contains("revoked");
    assertThat(invoke(other, "Get-BlockedSenderAddress", "{}")).startsWith("401");
    assertThat(running.say("token", "revoke", "b").status()).isEqualTo(1);
  }

  @Test
  void a_token_that_is_limited_to_domains_is_so_at_every_door() throws Exception {
    String made =
        running
            .say("token", "add", "c", "--role", "SecurityAdministrator", "--domain", "example.org")
            .out()
            .strip();
    for (String each : new String[] {"anna@example.org", "carl@example.com"}) {
      running.say("restricted", "restrict", each);
    }
    for (String token : new String[] {"configured", made}) {
      assertThat(invoke(token, "Get-BlockedSenderAddress", "{}"))
          .contains("anna@example.org")
          .doesNotContain("carl@example.com");
      String foreign = "{\"SenderAddress\":\"carl@example.com\"}";
      for (String cmdlet :
          new String[] {
            "Remove-BlockedSenderAddress",
            "Get-SenderUsage",
            "Get-RestrictionHistory",
            "Get-EffectiveOutboundSpamPolicy",
            "Add-BlockedSenderAddress"
          }) {
        assertThat(invoke(token, cmdlet, foreign)).as(cmdlet).contains("is limited to");
      }
      assertThat(invoke(token, "Set-HostedOutboundSpamFilterPolicy", "{\"Identity\":\"Default\"}"))
          .contains("concerns the whole organization");
      assertThat(invoke(token, "Get-HostedOutboundSpamFilterPolicy", "{}")).startsWith("200");
      assertThat(invoke(token, "Get-LimitsEnforcementStatus", "{}")).startsWith("200");
      assertThat(
              invoke(
                  token,
                  "Search-UnifiedAuditLog",
                  "{\"StartDate\":\"2026-03-01\",\"EndDate\":\"2026-03-02\"}"))
          .contains("anna@example.org")
          .doesNotContain("carl@example.com");
    }
    assertThat(running.say("restricted", "list").out()).contains("carl@example.com");
  }

  @Test
  void an_empty_list_of_domains_is_not_all_of_them() throws Exception {
    String address = "\"Name\":\"lena@example.org\",\"Role\":\"SecurityReader\"";
    for (String empty : new String[] {"[]", "\"\""}) {
      String domains = ",\"Domains\":" + empty + "}";
      assertThat(
              invoke(
                  running.token(),
                  "New-ApiToken",
                  "{\"Name\":\"t\",\"Role\":\"SecurityReader\"" + domains))
          .startsWith("400")
          .contains("The list is empty");
      assertThat(invoke(running.token(), "New-ManagementUser", "{" + address + domains))
          .startsWith("400");
    }
    assertThat(invoke(running.token(), "New-ManagementUser", "{" + address + "}"))
        .startsWith("200");
    assertThat(
            invoke(
                running.token(),
                "Set-ManagementUser",
                "{\"Identity\":\"lena@example.org\",\"Domains\":[]}"))
        .startsWith("400");
    assertThat(running.say("token", "list").out()).contains("no token").doesNotContain("t ");
  }

  @Test
  void a_time_beyond_the_year_9999_is_no_value() throws Exception {
    for (String year : new String[] {"+999999999", "-999999999", "+10000"}) {
      assertThat(
              invoke(
                  running.token(),
                  "Search-UnifiedAuditLog",
                  "{\"StartDate\":\"" + year + "-01-01T00:00:00Z\",\"EndDate\":\"2026-03-02\"}"))
          .startsWith("400")
          .contains("A time such as");
    }
  }

  @Test
  void administrators_are_listed_changed_and_refused_in_words() {
    assertThat(running.say("administrator", "list").out()).contains("no administrator yet");
    Said added =
        running.say(
            "administrator",
            "add",
            "Lena@Example.org",
            "--role",
            "SecurityReader",
            "--name",
            "Lena L.",
            "--domain",
            "example.org",
            "--domain",
            ".example.net");
    assertThat(added.out()).startsWith(running.url() + "/link/");
    assertThat(added.err()).contains("lena@example.org");
    assertThat(running.say("administrator", "list").out())
        .contains("lena@example.org", "Lena L.", "SecurityReader", "example.org,.example.net");
    assertThat(running.say("administrator", "set", "lena@example.org", "--all-domains").status())
        .isZero();
    assertThat(running.say("administrator", "list").out()).doesNotContain(".example.net");
    Said twice =
        running.say("administrator", "add", "lena@example.org", "--role", "SecurityReader");
    assertThat(twice.status()).isEqualTo(1);
    assertThat(twice.err()).contains("already exists");
    assertThat(running.say("administrator", "add", "lena", "--role", "SecurityReader").err())
        .contains("is not an address");
    assertThat(running.say("administrator", "add", "m@example.org", "--role", "MailServer").err())
        .contains("MailServer");
  }
}
