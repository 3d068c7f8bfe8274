package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.app.Visitor;

/** The audit log's page: what its form asks for is what the list and both files have. */
class AuditPageTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** A row's object and the title of its operation, in the list. */
  private static final Pattern ROW =
      Pattern.compile("(?s)id=\"record-(\\d+)\" href=\"[^\"]*\">([^<]+)<");

  @TempDir private Path data;
  private Running running;
  private Visitor visitor;

  /** At noon a is restricted, at one b, and at two a is released, by root. */
  @BeforeEach
  void order() {
    MovableTime time = new MovableTime(NOON);
    running = Running.start(data, "", time);
    visitor = new Visitor(running.url());
    say("restricted", "restrict", "a@example.org", "--reason", "phished");
    time.pass(Duration.ofHours(1));
    say("restricted", "restrict", "b@example.org", "--reason", "a leak");
    time.pass(Duration.ofHours(1));
    say("restricted", "release", "a@example.org", "--comment", "password changed");
  }

  private void say(String... arguments) {
    assertThat(running.say(arguments).status()).as(String.join(" ", arguments)).isZero();
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private String page(String path) {
    Visitor.Page page = visitor.get(path, "Authorization", "Bearer " + running.token());
    assertThat(page.status()).as(path + page.body()).isEqualTo(200);
    return page.body();
  }

  private static String question(String words) {
    return List.of(words.split(" & ")).stream()
        .map(part -> part.split("=", 2))
        .map(part -> part[0] + "=" + URLEncoder.encode(part[1], StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /**
   * From a time on, and before another. Alerts that follow are records too, and left out of what is
   * expected here by operation.
   */
  @ParameterizedTest
  @CsvSource({
    "operation=Listed, 'Listed, Listed'",
    "operation=Listed & from=2026-03-01T12:00 & to=2026-03-01T13:01, 'Listed, Listed'",
    "operation=Listed & from=2026-03-01T12:00 & to=2026-03-01T13:00, Listed",
    "operation=Listed & from=2026-03-01T13:00, Listed",
    "operation=Listed & from=2026-03-01T12:01, Listed",
    "operation=Listed & to=2026-03-01T12:59, Listed",
    "operation=Listed & from=2026-03-01T12:01 & to=2026-03-01T12:59, ''",
    "operation=Delisted & object=a@example.org, Delisted",
    "operation=Delisted & object=b@example.org, ''",
    "operation=Listed & object=b@example.org & text=leak, Listed",
    "operation=Listed & object=b@example.org & text=phished, ''",
    "operation=Listed & text=example.org, 'Listed, Listed'",
    "operation=Listed & user=nobody@example.org, ''",
  })
  void what_is_asked_for_is_in_the_list_and_in_both_files(String words, String titles) {
    String asked = question(words);
    String list = page("/audit?" + asked);
    List<String> numbers = ROW.matcher(list).results().map(found -> found.group(1)).toList();
    assertThat(ROW.matcher(list).results().map(found -> found.group(2)).toList())
        .isEqualTo(titles.isEmpty() ? List.of() : List.of(titles.split(", ")));
    String csv = page("/audit/export?form=csv&" + asked);
    assertThat(csv.lines().count()).as(csv).isEqualTo(1L + numbers.size());
    String json = page("/audit/export?form=json&" + asked);
    for (String number : numbers) {
      assertThat(csv).containsPattern("(?m)^" + number + ",|," + number + "(,|$)");
    }
    assertThat(Pattern.compile("\"Operations?\"").matcher(json).results().count())
        .as(json)
        .isEqualTo(numbers.size());
    // The links to the files ask for the same.
    if (!numbers.isEmpty()) {
      assertThat(list).contains("/audit/export?form=csv&amp;from=");
    }
  }
}
