package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.DelegationClient;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.testkit.Eventually;

/** Health and metrics as a monitoring system reads them: over HTTP. */
class MonitoringTest {
  @TempDir private Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private Running running;

  @BeforeEach
  void start() {
    running =
        Running.start(
            data,
            """
            [proxy]
            listen = ["127.0.0.1:0"]
            [limits]
            messages-per-minute = 2
            """);
  }

  @AfterEach
  void stop() {
    http.close();
    running.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(running.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void send(int messages) throws IOException {
    try (DelegationClient client = running.delegation()) {
      for (int i = 0; i < messages; i++) {
        assertThat(client.ask("anna@example.org", "m" + i)).startsWith("action=");
      }
    }
  }

  @Test
  void a_server_that_records_is_live_and_ready() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body())
        .startsWith("ready\nNOBODY IS TOLD of the alerts of: User restricted from sending email, ")
        .contains("No mail server is configured");
  }

  @Test
  void that_the_log_is_off_is_seen_wherever_somebody_looks() throws Exception {
    assertThat(get("/metrics").body()).contains("sluice_audit_on 1.0");
    assertThat(running.say("audit", "off").status()).isZero();
    assertThat(get("/metrics").body()).contains("sluice_audit_on 0.0");
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).as("mail is guarded all the same").isEqualTo(200);
    assertThat(ready.body()).contains("NO ALERT FIRES");
    for (String[] words :
        new String[][] {
          {"alert", "list"},
          {"alert", "outbox"},
          {"alert-policy", "list"},
          {"audit", "status"},
          {"restricted", "list"},
          {"policy", "list"},
          {"usage", "anna@example.org"},
          {"administrator", "list"},
          {"token", "list"},
          {"Get-LimitsEnforcementStatus"}
        }) {
      assertThat(running.say(words).err()).as(words[0]).contains("NO ALERT FIRES");
    }
    for (String path : new String[] {"/api/v1/alerts", "/api/v1/alert-policies"}) {
      assertThat(authorized(path)).as(path).contains("\"auditLogEnabled\":false");
    }
    assertThat(running.say("audit", "on").err()).isEmpty();
    assertThat(authorized("/api/v1/alerts")).contains("\"auditLogEnabled\":true");
  }

  private String authorized(String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(running.url() + path))
                .header("Authorization", "Bearer " + running.token())
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void metrics_that_cannot_be_read_are_left_out_and_counted() throws Exception {
    send(1);
    try (var connection =
            java.sql.DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var statement = connection.createStatement()) {
      statement.execute("ALTER TABLE outbox RENAME TO gone");
      HttpResponse<String> metrics = get("/metrics");
      assertThat(metrics.statusCode()).isEqualTo(200);
      assertThat(metrics.body())
          .doesNotContain("sluice_outbox{")
          .contains("sluice_senders 1.0")
          .contains("sluice_decisions_total")
          .containsPattern("sluice_metrics_errors_total [1-9]");
      statement.execute("ALTER TABLE gone RENAME TO outbox");
    }
    assertThat(get("/metrics").body()).contains("sluice_outbox{");
  }

  @Test
  void decisions_are_counted_by_door_outcome_and_reason_and_timed() throws Exception {
    send(5);
    String metrics = get("/metrics").body();
    assertThat(metrics)
        .contains(
            "sluice_decisions_total{door=\"delegation\",outcome=\"permit\",reason=\"within_limits\"}"
                + " 2.0")
        .contains(
            "sluice_decisions_total{door=\"delegation\",outcome=\"defer\",reason=\"too_many_messages\"}"
                + " 3.0")
        .contains("sluice_decision_duration_seconds_count{door=\"delegation\"} 5")
        .contains("sluice_ledger_recording 1.0")
        .contains("sluice_restricted{kind=\"user\"} 0.0")
        .contains("sluice_senders 1.0")
        .contains("jvm_memory_used_bytes");
    assertThat(metrics).as("no address is in a metric").doesNotContain("anna");
  }

  @Test
  void what_waits_to_be_told_and_who_is_near_a_limit_are_counted() throws Exception {
    assertThat(running.say("policy", "set", "Default", "--external-per-hour", "2").status())
        .isZero();
    send(2);
    assertThat(get("/metrics").body())
        .contains("sluice_outbox{state=\"waiting\"}")
        .contains("sluice_limit_near_total{limit=\"external_recipients_per_hour\"} 1.0")
        .contains("sluice_limit_near_total{limit=\"recipients_per_day\"} 0.0")
        .contains("sluice_senders_near{limit=\"external_recipients_per_hour\",percent=\"80\"} 1.0")
        .contains("sluice_senders_near{limit=\"recipients_per_day\",percent=\"50\"} 0.0")
        .contains("sluice_limit_used_most_ratio{limit=\"external_recipients_per_hour\"} 1.0")
        .contains("sluice_reports_total{door=\"milter\",outcome=\"reported\"} 0.0");
  }

  @Test
  void how_long_the_oldest_notification_waits_is_told_until_none_waits(@TempDir Path other)
      throws Exception {
    MovableTime time = new MovableTime(Instant.parse("2026-03-01T12:00:00Z"));
    AtomicInteger status = new AtomicInteger(503);
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    receiver.start();
    String webhook =
        """
        [proxy]
        trying-mailbox = false
        [[webhook]]
        name = "pager"
        url = "http://127.0.0.1:%d/"
        secret-file = "%s"
        """
            .formatted(
                receiver.getAddress().getPort(),
                Files.writeString(other.resolve("secret"), "a secret word\n"));
    try (Running node = Running.start(other.resolve("data"), webhook, time)) {
      assertThat(oldest(node)).isZero();
      assertThat(node.say("restricted", "restrict", "anna@example.org", "--reason", "x").status())
          .isZero();
      time.pass(Duration.ofMinutes(45));
      assertThat(oldest(node)).isGreaterThanOrEqualTo(2_700);
      status.set(204);
      Eventually.holds(
          "it has arrived",
          () -> {
            time.pass(Duration.ofMinutes(1));
            return oldest(node) == 0;
          });
    } finally {
      receiver.stop(0);
    }
  }

  private static double oldest(Running node) {
    return Page.of(node, "/metrics")
        .lines()
        .filter(line -> line.startsWith("sluice_outbox_oldest_waiting_seconds "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  /** Every node tells the same of it, so a sum would count it once for each node. */
  @Test
  void what_all_nodes_share_is_summed_by_no_rule_and_no_panel() throws Exception {
    Pattern sum =
        Pattern.compile(
            "sum\\b[^\"\\n]*\\(sluice_"
                + "(restricted|policies|outbox|outbox_oldest_waiting_seconds)\\b");
    for (String file : new String[] {"prometheus-rules.yml", "grafana-dashboard.json"}) {
      assertThat(Files.readString(Path.of("../etc", file))).as(file).doesNotContainPattern(sum);
    }
  }

  @Test
  void the_rules_and_the_dashboard_ask_for_metrics_that_there_are() throws Exception {
    send(1);
    String metrics = get("/metrics").body();
    Set<String> asked = new TreeSet<>();
    for (String file : new String[] {"prometheus-rules.yml", "grafana-dashboard.json"}) {
      Matcher matcher =
          Pattern.compile("(?:sluice|jvm|process)_[a-z_]+")
              .matcher(Files.readString(Path.of("../etc").resolve(file)));
      while (matcher.find()) {
        asked.add(matcher.group());
      }
    }
    assertThat(asked).hasSizeGreaterThan(5);
    assertThat(asked)
        .allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[ {]"));
  }
}
