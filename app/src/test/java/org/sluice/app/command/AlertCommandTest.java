package org.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.Running;
import org.sluice.app.Said;

/** Alerts and alert policies by the command line, against a running server. */
class AlertCommandTest {
  private static final String RESTRICTED = "User restricted from sending email";

  @TempDir private Path data;
  private Running running;

  @BeforeEach
  void start() {
    running = Running.start(data, "");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private String firstId() {
    return running
        .say("alert", "list")
        .out()
        .lines()
        .skip(1)
        .findFirst()
        .orElseThrow()
        .split(" ")[0];
  }

  @Test
  void an_alert_lives_from_new_over_in_progress_to_resolved() {
    assertThat(running.say("alert", "list").out()).isEqualTo("There is no alert.\n");
    assertThat(running.say("restricted", "restrict", "anna@example.org").status()).isZero();
    assertThat(running.say("alert", "list").out())
        .contains("High", RESTRICTED, "anna@example.org", "New");
    String id = firstId().substring(0, 8);
    assertThat(
            running.say("alert", "set", id, "--status", "inprogress", "--assign", "bert").status())
        .isZero();
    assertThat(running.say("alert", "comment", id, "I call her").status()).isZero();
    assertThat(running.say("alert", "resolve", id, "--classification", "TruePositive").status())
        .isZero();
    assertThat(running.say("alert", "show", id).out())
        .contains("Resolved", "bert", "TruePositive", "I call her", " Listed ");
    assertThat(running.say("alert", "list", "--status", "New").out()).contains("no alert");
    assertThat(running.say("alert", "show", "ffff").err()).contains("couldn't be found");
    assertThat(running.say("alert", "show", "no id").err()).contains("is no identifier");
  }

  @Test
  void a_release_closes_the_alert_and_says_so() {
    running.say("restricted", "restrict", "anna@example.org");
    String id = firstId();
    running.say("restricted", "release", "anna@example.org", "--comment", "called her");
    assertThat(running.say("alert", "show", id).out())
        .contains("Resolved", "Closed by itself: the restriction of anna@example.org was lifted");
  }

  @Test
  void with_the_audit_log_off_no_alert_fires_and_every_verb_says_so() {
    running.say("audit", "off");
    running.say("restricted", "restrict", "anna@example.org");
    for (String[] verb :
        new String[][] {
          {"alert", "list"},
          {"alert", "outbox"},
          {"alert-policy", "list"},
          {"alert-policy", "set", RESTRICTED, "--per-day", "1"}
        }) {
      assertThat(running.say(verb).err()).as(String.join(" ", verb)).contains("NO ALERT FIRES");
    }
    assertThat(running.say("alert", "list").out()).isEqualTo("There is no alert.\n");
    running.say("audit", "on");
    assertThat(running.say("alert", "list").err()).isEmpty();
  }

  @Test
  void alert_policies_are_made_changed_and_removed() {
    assertThat(running.say("alert-policy", "list").out().lines()).hasSize(8);
    Said made =
        running.say(
            "alert-policy",
            "new",
            "Policy changes",
            "--operation",
            "Set-HostedOutboundSpamFilterPolicy",
            "--filter",
            "ObjectId -eq 'Default'",
            "--to",
            "x@example.org",
            "--severity",
            "Medium");
    assertThat(made.err()).isEmpty();
    assertThat(made.out()).contains("Policy changes").contains("x@example.org");
    running.say("policy", "set", "Default", "--per-day", "7");
    assertThat(running.say("alert", "list").out()).contains("Medium", "Policy changes", "Default");
    assertThat(
            running.say("alert-policy", "set", "Policy changes", "--more-than", "2", "--off").out())
        .contains("True");
    assertThat(running.say("alert-policy", "show", "Policy changes").out())
        .containsPattern("Threshold +: 2")
        .containsPattern("TimeWindow +: 60");
    assertThat(
            running
                .say("alert-policy", "set", "Policy changes", "--minutes", "30", "--output", "list")
                .out())
        .containsPattern("Threshold +: 2")
        .containsPattern("TimeWindow +: 30");
    assertThat(
            running
                .say(
                    "alert-policy", "set", "Policy changes", "--more-than", "3", "--output", "list")
                .out())
        .containsPattern("Threshold +: 3")
        .containsPattern("TimeWindow +: 30");
    assertThat(running.say("alert-policy", "set", RESTRICTED, "--minutes", "30").status())
        .isEqualTo(1);
    assertThat(running.say("alert-policy", "remove", "Policy changes").status()).isZero();
    assertThat(running.say("alert-policy", "remove", RESTRICTED).err()).contains("system alert");
    assertThat(running.say("alert-policy", "set", RESTRICTED, "--comment", "x").err())
        .contains("only Disabled, Severity");
    assertThat(running.say("Set-ProtectionAlert", RESTRICTED, "-Filter", "what").err())
        .contains("A filter is written like");
    assertThat(running.say("Set-ProtectionAlert", RESTRICTED, "-Severity", "Huge").err())
        .contains("Specify one of the following enumerator names");
    assertThat(running.say("alert-policy", "set", RESTRICTED, "--off").out()).contains("True");
  }

  @Test
  void tests_of_ways_that_are_not_configured_say_what_to_configure() {
    assertThat(running.say("alert", "test-mail", "a@example.org").err()).contains("[mail] server");
    assertThat(running.say("alert", "test-syslog").err()).contains("[syslog] server");
    assertThat(running.say("alert", "test-webhook", "x").err()).contains("[[webhook]]");
    assertThat(running.say("Test-AlertNotification", "-Channel", "Mail").err()).contains("'To'");
    assertThat(running.say("alert", "retry", "7").err()).contains("couldn't be found");
  }

  @Test
  void a_log_server_gets_a_test_and_an_alert() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      running.close();
      running =
          Running.start(
              data,
              "[syslog]\nserver = \"127.0.0.1:%d\"\ntransport = \"tcp\"\n"
                  .formatted(socket.getLocalPort()));
      CompletableFuture<String> test = line(socket);
      assertThat(running.say("alert", "test-syslog").out()).contains("taken by 127.0.0.1");
      assertThat(test.get(60, TimeUnit.SECONDS)).contains("Test notification of Sluice");
      CompletableFuture<String> alert = line(socket);
      running.say("restricted", "restrict", "anna@example.org");
      assertThat(alert.get(60, TimeUnit.SECONDS)).contains("Entity=\"anna@example.org\"");
    }
  }

  private static CompletableFuture<String> line(ServerSocket socket) {
    return CompletableFuture.supplyAsync(() -> {
      try (Socket client = socket.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
        return String.valueOf(in.readLine());
      } catch (IOException e) {
        return e.toString();
      }
    });
  }

  private void makeAlerts(int count) throws Exception {
    try (var connection =
            java.sql.DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var statement = connection.createStatement()) {
      statement.execute(
          """
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
          INSERT INTO alert (id, policy, severity, category, entity, created, changed, events,
            status, assignee, classification, until_lifted, entity_kind)
          SELECT printf('%%08x-0000-4000-8000-000000000000', i), 'p', 'Low', 'Others', 'e', i, i, 1,
            'New', '', 'NotSet', 0, '' FROM n
          """
              .formatted(count));
    }
  }

  /** Beyond a page of the store; and below, at and above the most of one answer. */
  @ParameterizedTest
  @CsvSource({"1001, false", "9999, false", "10000, true", "10001, true"})
  void alerts_are_listed_beyond_the_first_thousand_and_what_may_be_missing_is_said(
      int count, boolean warned) throws Exception {
    makeAlerts(count);
    Said said =
        running.say("Get-Alert", "-Entity", "e", "-ResultSize", "Unlimited", "--output", "json");
    JsonNode listed = new ObjectMapper().readTree(said.out());
    assertThat(listed).hasSize(Math.min(count, 10_000));
    assertThat(listed.valueStream().map(a -> a.path("Identity").asText())).doesNotHaveDuplicates();
    assertThat(said.err().contains("These are the newest 10000; there may be more"))
        .isEqualTo(warned);
  }
}
