package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.configuration.Configuration;

/** Health and metrics as a monitoring system reads them: over HTTP. */
class MonitoringTest {
  @TempDir private Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private RunningServer server;
  private String base = "";

  @BeforeEach
  void start() throws IOException {
    Configuration configuration =
        Configuration.parse(
            "test",
            """
            [delegation]
            listen = ["127.0.0.1:0"]
            [milter]
            listen = ["127.0.0.1:0"]
            [administration]
            listen = "127.0.0.1:0"
            [proxy]
            trying-mailbox = false
            [limits]
            messages-per-minute = 2
            """);
    server = RunningServer.start(new ServeOptions(data, configuration, TimeSource.ofSystem()));
    base = Files.readAllLines(data.resolve("admin.access")).getFirst();
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(base + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void send(int messages) throws IOException {
    String address = server.delegation().getFirst();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (Socket socket = new Socket("127.0.0.1", port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int i = 0; i < messages; i++) {
        String request =
            "request=smtpd_access_policy\nprotocol_state=RCPT\ninstance=m%1$d\nsasl_username=anna@example.org\nrecipient=r%1$d@elsewhere.test\n\n"
                .formatted(i);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        assertThat(in.readLine()).startsWith("action=");
        in.readLine();
      }
    }
  }

  @Test
  void a_server_that_records_is_live_and_ready() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("ready\n");
  }

  @Test
  void decisions_are_counted_by_door_outcome_and_reason_and_timed() throws Exception {
    send(5);
    String metrics = get("/metrics").body();
    assertThat(metrics)
        .contains(
            "sluice_decisions_total{door=\"delegation\",outcome=\"permit\",reason=\"within_limits\"} 2.0")
        .contains(
            "sluice_decisions_total{door=\"delegation\",outcome=\"defer\",reason=\"too_many_messages\"} 3.0")
        .contains("sluice_decision_duration_seconds_count{door=\"delegation\"} 5")
        .contains("sluice_ledger_recording 1.0")
        .contains("sluice_restricted{kind=\"user\"} 0.0")
        .contains("sluice_senders 1.0")
        .contains("jvm_memory_used_bytes");
    assertThat(metrics).as("no address is in a metric").doesNotContain("anna");
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
