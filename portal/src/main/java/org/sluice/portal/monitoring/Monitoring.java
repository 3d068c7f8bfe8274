package org.sluice.portal.monitoring;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.sluice.core.access.Role;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.Client;
import org.sluice.portal.http.Site;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /metrics} (Prometheus's text format).
 *
 * <p>Whether the process lives and is ready is nobody's secret. The metrics and the troubles in
 * words are for clients of this machine, and for others with a token of any role. Thread-safe.
 */
public final class Monitoring implements Site, AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;

  private final VitalSigns signs;
  private final List<DecisionCounts> doors;
  private final Admission admission;
  private final Predicate<String> local;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * @param doors whose decisions are counted
   * @param admission who a client of another machine is
   */
  public Monitoring(VitalSigns signs, List<DecisionCounts> doors, Admission admission) {
    this(signs, doors, admission, Monitoring::isLoopback);
  }

  /** With another idea of which client addresses are of this machine. */
  Monitoring(
      VitalSigns signs, List<DecisionCounts> doors, Admission admission, Predicate<String> local) {
    this.local = local;
    this.signs = signs;
    this.doors = List.copyOf(doors);
    this.admission = admission;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    registry.getPrometheusRegistry().register((MultiCollector) this::snapshots);
  }

  @Override
  public List<String> paths() {
    return List.of("/health/", "/metrics");
  }

  @Override
  public void refuse(Context context, int status, String words) {
    context.status(status).contentType("text/plain; charset=utf-8").result(words + "\n");
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/health/live", context -> context.contentType("text/plain").result("live\n"));
    routes.get("/health/ready", this::ready);
    routes.get("/metrics", this::metrics);
  }

  private void ready(Context context) {
    List<String> troubles = signs.troubles();
    String words = troubles.isEmpty() ? "ready" : "not ready";
    if (!troubles.isEmpty()) {
      context.status(UNAVAILABLE);
    }
    List<String> lines = new ArrayList<>(List.of(words));
    if (isAdmitted(context)) {
      lines.addAll(troubles);
      lines.addAll(signs.remarks());
    }
    context.contentType("text/plain; charset=utf-8").result(String.join("\n", lines) + "\n");
  }

  private void metrics(Context context) {
    if (isAdmitted(context)) {
      context.contentType(TEXT).result(registry.scrape());
    } else {
      context
          .status(UNAUTHORIZED)
          .header("WWW-Authenticate", "Bearer")
          .contentType("text/plain; charset=utf-8")
          .result(
              "From another machine the metrics need a token (Authorization: Bearer ...); see"
                  + " [[token]] in the configuration.\n");
    }
  }

  private boolean isAdmitted(Context context) {
    // A token that is shown has to be right: a page that is led here under a foreign name could
    // add one that is none, and come as a client of this machine.
    boolean shown = context.header("Authorization") != null;
    return (!shown && local.test(Client.ip(context)))
        || admission
            .actor(context)
            .filter(actor -> actor.role().includes(Role.SecurityReader))
            .isPresent();
  }

  static boolean isLoopback(String ip) {
    try {
      return InetAddress.ofLiteral(ip).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private MetricSnapshots snapshots() {
    CounterSnapshot.Builder decisions =
        CounterSnapshot.builder()
            .name("sluice_decisions")
            .help("Answers to submissions, by door, outcome and reason.");
    HistogramSnapshot.Builder latencies =
        HistogramSnapshot.builder()
            .name("sluice_decision_duration_seconds")
            .help("From the question to its answer, its record included.");
    for (DecisionCounts door : doors) {
      door.addTo(decisions);
      door.addTo(latencies);
    }
    List<MetricSnapshot> all = new ArrayList<>(List.of(decisions.build(), latencies.build()));
    signs.gauges().forEach(gauge -> all.add(gauge(gauge)));
    signs.counters().forEach(counter -> all.add(counter(counter)));
    return new MetricSnapshots(all);
  }

  private static MetricSnapshot gauge(VitalSigns.Metric gauge) {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(gauge.name()).help(gauge.help());
    for (VitalSigns.Point point : gauge.points()) {
      builder.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(labels(point))
              .value(point.value())
              .build());
    }
    return builder.build();
  }

  private static MetricSnapshot counter(VitalSigns.Metric counter) {
    CounterSnapshot.Builder builder =
        CounterSnapshot.builder().name(counter.name()).help(counter.help());
    for (VitalSigns.Point point : counter.points()) {
      builder.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(labels(point))
              .value(point.value())
              .build());
    }
    return builder.build();
  }

  private static Labels labels(VitalSigns.Point point) {
    List<String> sorted = new ArrayList<>();
    new TreeMap<>(point.labels()).forEach((name, value) -> sorted.addAll(List.of(name, value)));
    return Labels.of(sorted.toArray(String[]::new));
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
