package org.sluice.portal.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.decision.Decision;
import org.sluice.portal.http.Admission;

/** What is told to whom. */
class MonitoringTest {
  private List<String> troubles = List.of();
  private List<String> remarks = List.of();
  private final VitalSigns signs =
      new VitalSigns() {
        @Override
        public List<String> troubles() {
          return troubles;
        }

        @Override
        public List<String> remarks() {
          return remarks;
        }

        @Override
        public List<Metric> gauges() {
          return List.of(
              Metric.of("sluice_one", "One.", 1),
              new Metric(
                  "sluice_pair", "Two labels.", List.of(new Point(Map.of("b", "2", "a", "1"), 3))));
        }

        @Override
        public List<Metric> counters() {
          return List.of(Metric.of("sluice_two", "Two.", 2));
        }
      };

  private static final Admission READERS =
      context ->
          "Bearer good".equals(context.header("Authorization"))
              ? Optional.of(new Actor("r", Role.SecurityReader, ""))
              : Optional.empty();

  private HttpResponse<String> get(boolean local, String path, String authorization)
      throws Exception {
    DecisionCounts counts = new DecisionCounts("milter");
    counts.count(Decision.Permit.WITHIN_LIMITS, 60_000);
    counts.count(Decision.Permit.WITHIN_LIMITS, Long.MAX_VALUE / 4);
    Monitoring monitoring = new Monitoring(signs, List.of(counts), READERS, ip -> local);
    Javalin javalin = Javalin.create(config -> monitoring.addTo(config.routes));
    try (monitoring) {
      javalin.start("127.0.0.1", 0);
      return get(URI.create("http://127.0.0.1:" + javalin.port() + path), authorization);
    } finally {
      javalin.stop();
    }
  }

  private static HttpResponse<String> get(URI uri, String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void trouble_is_not_ready_and_is_told_in_words_on_this_machine() throws Exception {
    troubles = List.of("The ledger cannot record charges (disk full).");
    HttpResponse<String> ready = get(true, "/health/ready", "");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .isEqualTo("not ready\nThe ledger cannot record charges (disk full).\n");
    assertThat(get(true, "/health/live", "").statusCode()).isEqualTo(200);
  }

  @Test
  void a_remark_is_told_on_this_machine_and_leaves_the_server_ready() throws Exception {
    remarks = List.of("The audit log is off.");
    HttpResponse<String> ready = get(true, "/health/ready", "");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("ready\nThe audit log is off.\n");
    assertThat(get(false, "/health/ready", "").body()).isEqualTo("ready\n");
  }

  @Test
  void another_machine_needs_a_token_for_more_than_the_bare_state() throws Exception {
    troubles = List.of("The ledger cannot record charges (disk full).");
    assertThat(get(false, "/health/ready", "").body()).isEqualTo("not ready\n");
    assertThat(get(false, "/health/ready", "Bearer good").body()).contains("disk full");
    assertThat(get(false, "/metrics", "").statusCode()).isEqualTo(401);
    assertThat(get(false, "/metrics", "Bearer bad").statusCode()).isEqualTo(401);
    assertThat(get(false, "/metrics", "Bearer good").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,true", "127.9.9.9,true", "::1,true", "192.0.2.1,false", "x,false"})
  void this_machine_is_loopback(String address, boolean local) {
    assertThat(Monitoring.isLoopback(address)).isEqualTo(local);
  }

  @Test
  void latencies_stand_in_buckets_and_none_is_lost() throws Exception {
    String metrics = get(true, "/metrics", "").body();
    assertThat(metrics)
        .contains("sluice_decision_duration_seconds_bucket{door=\"milter\",le=\"5.0E-5\"} 0")
        .contains("sluice_decision_duration_seconds_bucket{door=\"milter\",le=\"1.0E-4\"} 1")
        .contains("sluice_decision_duration_seconds_bucket{door=\"milter\",le=\"5.0\"} 1")
        .contains("sluice_decision_duration_seconds_bucket{door=\"milter\",le=\"+Inf\"} 2")
        .contains("sluice_one 1.0")
        .contains("sluice_pair{a=\"1\",b=\"2\"} 3.0")
        .contains("sluice_two_total 2.0");
  }
}
