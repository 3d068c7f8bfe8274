package org.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each mistake of comparable software that the page names is held by tests that exist. */
class PitfallsTest {
  private static final Path PAGE = Path.of("../docs/concepts/pitfalls.md");
  private static final Pattern NAMED = Pattern.compile("`([a-z0-9]+(?:[_-][a-z0-9]+){2,})`");
  private static final Pattern METHOD = Pattern.compile("void ([a-z0-9_]+)\\(");

  private static Set<String> tests() throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      for (Path file : files.filter(PitfallsTest::isTest).toList()) {
        Matcher matcher = METHOD.matcher(Files.readString(file));
        while (matcher.find()) {
          names.add(matcher.group(1));
        }
      }
    }
    try (Stream<Path> scenarios = Files.list(Path.of("../e2e/scenarios"))) {
      scenarios.forEach(s -> names.add(s.getFileName().toString()));
    }
    return names;
  }

  private static boolean isTest(Path file) {
    return file.toString().matches(".*(Test|Contract)\\.java")
        && !file.toString().contains("/target/");
  }

  @Test
  void every_mistake_is_held_by_a_test() throws IOException {
    Set<String> tests = tests();
    int mistakes = 0;
    List<String> about = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        about.add(line.substring(3));
      }
      if (line.startsWith("| ") && !line.startsWith("| mistake")) {
        mistakes++;
        Matcher matcher = NAMED.matcher(line.substring(line.indexOf(" | ")));
        assertThat(matcher.find()).as("a test is named: " + line).isTrue();
        do {
          assertThat(tests).as(line).contains(matcher.group(1));
        } while (matcher.find());
      }
    }
    assertThat(mistakes).isGreaterThan(20);
    assertThat(about)
        .containsExactly(
            "Counting",
            "Policy delegation",
            "Milter",
            "SMTP proxy",
            "Non-delivery reports",
            "Operations");
  }
}
