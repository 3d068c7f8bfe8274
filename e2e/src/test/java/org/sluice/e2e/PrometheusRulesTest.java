package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The alert rules that are shipped, as Prometheus's own promtool reads them. Debian's package of it
 * brings a service, so {@code ./test} unpacks the one program; where it could not, it says so.
 */
class PrometheusRulesTest {
  @TestFactory
  Stream<DynamicTest> what_promtool_says() {
    if (List.of(System.getProperty("sluice.without", "").split(",")).contains("promtool")) {
      return Stream.of();
    }
    return Stream.of(
        DynamicTest.dynamicTest(
            "the rules are rules", () -> agrees("check rules ../etc/prometheus-rules.yml")),
        DynamicTest.dynamicTest(
            "each fires when it should and not before",
            () -> agrees("test rules src/test/resources/prometheus-rules-test.yml")));
  }

  private static void agrees(String asked) {
    Shell.Output said = Shell.run(Map.of(), promtool() + " " + asked);
    assertThat(said.status()).as(said.text()).isZero();
    assertThat(said.text()).contains("SUCCESS");
  }

  private static Path promtool() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path folder =
        cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    Path program = folder.resolve("sluice/prometheus/usr/bin/promtool");
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException(
          "There is no promtool in " + program + "; run ./test once as root, which unpacks it");
    }
    return program;
  }
}
