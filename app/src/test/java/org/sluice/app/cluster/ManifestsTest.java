package org.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.configuration.Configuration;

/** What {@code etc/cluster} names is there: options, ports, paths, variables, secrets. */
class ManifestsTest {
  private static final Path CLUSTER = Path.of("../etc/cluster");
  private static final Path KUBERNETES = CLUSTER.resolve("kubernetes");
  private static final YAMLMapper YAML = new YAMLMapper();

  @TempDir private Path data;
  private final Configuration configuration = Configuration.read(CLUSTER.resolve("sluice.toml"));

  private static List<JsonNode> documents(Path file) throws IOException {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      return documents.readAll();
    }
  }

  private static List<JsonNode> of(String kind) throws IOException {
    try (Stream<Path> files = Files.list(KUBERNETES)) {
      List<JsonNode> found = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        documents(file).stream()
            .filter(d -> d.path("kind").asText().equals(kind))
            .forEach(found::add);
      }
      return found;
    }
  }

  private static Stream<JsonNode> each(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static JsonNode container() throws IOException {
    return of("StatefulSet").getFirst().at("/spec/template/spec/containers/0");
  }

  private Map<String, Integer> listening() {
    return Map.of(
        "delegation", port(configuration.listening().delegation().getFirst()),
        "milter", port(configuration.listening().milter().listen().getFirst()),
        "administration", port(configuration.listening().administration()));
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  @Test
  void the_ports_are_those_of_the_configuration() throws IOException {
    List<JsonNode> ports = each(container().path("ports")).toList();
    assertThat(ports).hasSize(3);
    for (JsonNode port : ports) {
      assertThat(port.path("containerPort").asInt())
          .isEqualTo(listening().get(port.path("name").asText()));
    }
    for (JsonNode service : of("Service")) {
      assertThat(service.at("/spec/selector")).isEqualTo(labels());
      for (JsonNode port : service.at("/spec/ports")) {
        assertThat(port.path("port").asInt())
            .isEqualTo(listening().get(port.path("targetPort").asText()));
      }
    }
  }

  private static JsonNode labels() throws IOException {
    return of("StatefulSet").getFirst().at("/spec/template/metadata/labels");
  }

  @Test
  void the_probes_ask_what_the_server_answers() throws IOException {
    try (Running server = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n")) {
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        JsonNode asked = container().path(probe).path("httpGet");
        assertThat(asked.path("port").asText()).isEqualTo("administration");
        assertThat(server.server().routes()).contains("GET " + asked.path("path").asText());
      }
    }
  }

  @Test
  void the_disruption_budget_leaves_all_but_one() throws IOException {
    JsonNode budget = of("PodDisruptionBudget").getFirst();
    assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
    assertThat(budget.at("/spec/selector/matchLabels")).isEqualTo(labels());
    assertThat(of("StatefulSet").getFirst().at("/spec/replicas").asInt()).isEqualTo(3);
  }

  @Test
  void the_password_is_a_secret_that_is_mounted_where_the_configuration_reads_it()
      throws IOException {
    String read = configuration.postgresql().passwordFile().orElseThrow().toString();
    JsonNode pod = of("StatefulSet").getFirst().at("/spec/template/spec");
    JsonNode secret =
        each(pod.path("volumes")).filter(v -> v.has("secret")).findFirst().orElseThrow();
    JsonNode mount =
        each(container().path("volumeMounts"))
            .filter(m -> m.path("name").equals(secret.path("name")))
            .findFirst()
            .orElseThrow();
    assertThat(mount.path("mountPath").asText() + "/" + secret.at("/secret/items/0/path").asText())
        .isEqualTo(read);
    String ofRedis = configuration.redis().passwordFile().orElseThrow().toString();
    assertThat(mount.path("mountPath").asText() + "/" + secret.at("/secret/items/1/path").asText())
        .isEqualTo(ofRedis)
        .isEqualTo("/run/secrets/sluice-redis");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true))
        .as("a token's place would be within the secrets, which are read-only")
        .isFalse();
    JsonNode compose = documents(CLUSTER.resolve("compose.yaml")).getFirst();
    assertThat(compose.path("secrets").has("sluice-postgresql")).isTrue();
    assertThat(compose.path("secrets").has("sluice-redis")).isTrue();
    assertThat(read).isEqualTo("/run/secrets/sluice-postgresql");
    try (Stream<Path> all = Files.walk(CLUSTER)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContainPattern("(?i)password: *[\"a-z0-9]");
      }
    }
  }

  @Test
  void neither_git_nor_the_image_takes_passwords_or_data() throws IOException {
    List<String> image = Files.readAllLines(Path.of("../.dockerignore"));
    assertThat(Files.readString(CLUSTER.resolve("Containerfile"))).contains("COPY . ");
    assertThat(image).contains(".git", "/var", "**/*-password").noneMatch(l -> l.startsWith("!"));
    List<String> git = Files.readAllLines(Path.of("../.gitignore"));
    assertThat(git).contains("/var/", "*-password");
    JsonNode secrets = documents(CLUSTER.resolve("compose.yaml")).getFirst().path("secrets");
    assertThat(secrets).hasSize(2);
    for (JsonNode secret : secrets) {
      assertThat(secret.path("file").asText()).startsWith("./secrets/").endsWith("-password");
    }
    assertThat(image).contains("etc/cluster/secrets");
    assertThat(git).contains("/etc/cluster/secrets/");
  }

  @Test
  void three_nodes_of_compose_are_alike_but_for_their_ports_and_data() throws IOException {
    JsonNode compose = documents(CLUSTER.resolve("compose.yaml")).getFirst();
    Set<String> seen = new TreeSet<>();
    for (int i = 1; i <= 3; i++) {
      JsonNode node = compose.path("services").path("sluice-" + i);
      for (JsonNode port : node.path("ports")) {
        assertThat(port.asText()).startsWith("127.0.0.1:");
        assertThat(listening()).containsValue(port(port.asText()));
        assertThat(seen.add(port.asText())).isTrue();
      }
      assertThat(compose.path("volumes").has("sluice-" + i)).isTrue();
      assertThat(node.at("/volumes/0").asText()).isEqualTo("sluice-" + i + ":/var/lib/sluice");
    }
    assertThat(compose.at("/configs/sluice/file").asText()).isEqualTo("./sluice.toml");
    String host = configuration.postgresql().url().replaceAll("jdbc:postgresql://([^:/]+).*", "$1");
    assertThat(compose.path("services").has(host)).isTrue();
    String redis = configuration.redis().servers().getFirst().replaceAll("redis://|:\\d+", "");
    assertThat(compose.path("services").has(redis)).isTrue();
    assertThat(compose.path("services").path(host).at("/environment/POSTGRES_USER").asText())
        .isEqualTo(configuration.postgresql().user());
  }

  @Test
  void a_node_keeps_its_data_when_it_is_replaced() throws IOException {
    JsonNode nodes = of("StatefulSet").getFirst();
    List<JsonNode> claims = each(nodes.at("/spec/volumeClaimTemplates")).toList();
    assertThat(claims).hasSize(1);
    String data = container().path("args").get(2).asText();
    JsonNode mount =
        each(container().path("volumeMounts"))
            .filter(m -> m.path("mountPath").asText().equals(data))
            .findFirst()
            .orElseThrow();
    assertThat(claims.getFirst().at("/metadata/name")).isEqualTo(mount.path("name"));
    assertThat(each(nodes.at("/spec/template/spec/volumes")).map(v -> v.path("name")))
        .doesNotContain(mount.path("name"));
    assertThat(nodes.at("/spec/podManagementPolicy").asText())
        .as("one that is not ready keeps no other from starting")
        .isEqualTo("Parallel");
  }

  @Test
  void who_is_not_ready_is_asked_and_administered_all_the_same() throws IOException {
    List<JsonNode> services = of("Service");
    assertThat(services).hasSize(3);
    for (JsonNode service : services) {
      assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean())
          .as(service.at("/metadata/name").asText())
          .isTrue();
    }
    String ofEach = of("StatefulSet").getFirst().at("/spec/serviceName").asText();
    assertThat(services)
        .filteredOn(s -> s.at("/spec/clusterIP").asText().equals("None"))
        .extracting(s -> s.at("/metadata/name").asText())
        .containsExactly(ofEach);
  }

  /** The guide's example, asked for by the names that it gives and with the token that it makes. */
  @Test
  void what_prometheus_asks_of_each_node_is_answered() throws IOException {
    String guide = Files.readString(Path.of("../docs/guides/cluster.md"));
    JsonNode job = YAML.readTree(between(guide, "```yaml\n", "```")).at("/scrape_configs/0");
    String type = job.at("/authorization/type").asText("Bearer"); // as Prometheus takes it
    assertThat(job.at("/authorization").has("credentials_file")).isTrue();
    assertThat(job.path("metrics_path").asText("/metrics")).isEqualTo("/metrics");
    String[] add = between(guide, "/opt/sluice/sluice token add", " --data").strip().split(" ", -1);
    List<JsonNode> targets = each(job.at("/static_configs/0/targets")).toList();
    JsonNode nodes = of("StatefulSet").getFirst();
    assertThat(targets).hasSize(nodes.at("/spec/replicas").asInt());
    try (Running server = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n")) {
      String token =
          server
              .say(Stream.concat(Stream.of("token", "add"), Stream.of(add)).toArray(String[]::new))
              .out()
              .strip();
      for (int i = 0; i < targets.size(); i++) {
        String name = targets.get(i).asText();
        assertThat(name).isEqualTo("sluice-%d.%s:8025", i, nodes.at("/spec/serviceName").asText());
        Visitor prometheus = new Visitor(server.url()).under(name);
        Visitor.Page page = prometheus.get("/metrics", "Authorization", type + " " + token);
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains("sluice_ledger_recording");
        assertThat(prometheus.get("/metrics").status()).isEqualTo(421);
      }
    }
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin);
    assertThat(from).as(begin).isNotNegative();
    String rest = text.substring(from + begin.length());
    return rest.substring(0, rest.indexOf(end));
  }

  @Test
  void the_variables_and_words_are_those_of_the_launcher() throws IOException {
    String launcher = Files.readString(Path.of("../sluice"));
    for (JsonNode variable : container().path("env")) {
      assertThat(launcher).contains("${" + variable.path("name").asText());
    }
    List<String> words = each(container().path("args")).map(JsonNode::asText).toList();
    assertThat(words)
        .containsExactly(
            "serve", "--data", "/var/lib/sluice", "--config", "/etc/sluice/sluice.toml");
  }
}
