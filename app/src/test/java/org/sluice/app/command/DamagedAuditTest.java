package org.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.Running;
import org.sluice.app.Said;
import org.sluice.app.Visitor;

/** A search over a record that cannot be read, page after page: seven records, one of them so. */
class DamagedAuditTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] SEARCH = {
    "Search-UnifiedAuditLog", "-StartDate", "1970-01-01", "-EndDate", "9999-01-01"
  };

  @TempDir private Path data;
  private Running running;

  @BeforeEach
  void start() {
    running = Running.start(data, "");
    running.say("restricted", "restrict", "anna@example.org");
    running.say("restricted", "release", "anna@example.org");
    running.say("policy", "set", "Default", "--per-day", "7");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void damage(int number) throws Exception {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var made = connection.createStatement()) {
      made.execute("UPDATE audit SET details = 'nonsense' WHERE number = " + number);
    }
  }

  /** Each once, in the order of the places, and the damaged one shown as such. */
  private static void assertAllButOne(List<JsonNode> rows, int damaged) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    for (JsonNode row : rows) {
      int number = JSON.readTree(row.path("AuditData").asText()).path("Number").asInt();
      numbers.add(number);
      assertThat(row.path("ResultIndex").asInt()).isEqualTo(numbers.size());
      assertThat(row.path("ResultCount").asInt()).isEqualTo(7);
      assertThat(row.path("IsValid").asBoolean()).isEqualTo(number != damaged);
      assertThat(row.path("Operations").asText().equals("Unreadable")).isEqualTo(number == damaged);
    }
    assertThat(numbers).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7);
    assertThat(rows)
        .extracting(row -> row.path("CreationDate").asText())
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  /** The newest, the last of a page, the first of one, and the oldest. */
  @ParameterizedTest
  @CsvSource({
    "7, ReturnLargeSet",
    "6, ReturnNextPreviewPage",
    "5, ReturnLargeSet",
    "1, ReturnNextPreviewPage"
  })
  void a_session_shows_it_in_its_place_and_goes_on_behind_it(int number, String command)
      throws Exception {
    damage(number);
    List<String> words = new ArrayList<>(List.of(SEARCH));
    words.addAll(List.of("-ResultSize", "2", "-SessionId", "s", "-SessionCommand", command));
    words.addAll(List.of("--output", "json"));
    List<JsonNode> all = new ArrayList<>();
    for (int calls = 0; calls < 4; calls++) {
      Said said = running.say(words.toArray(String[]::new));
      assertThat(said.status()).isZero();
      List<JsonNode> page = JSON.readTree(said.out()).valueStream().toList();
      assertThat(said.err().contains("cannot be read (IsValid is False): " + number + "."))
          .isEqualTo(page.stream().anyMatch(row -> !row.path("IsValid").asBoolean()));
      all.addAll(page);
    }
    assertAllButOne(all, number);
    assertThat(running.say(words.toArray(String[]::new)).out()).isEqualToIgnoringWhitespace("[]");
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 6, 5, 1})
  void the_links_of_an_answer_show_it_in_its_place_and_go_on_behind_it(int number)
      throws Exception {
    damage(number);
    List<JsonNode> all = new ArrayList<>();
    String url = "/adminapi/beta/x/InvokeCommand";
    for (int pages = 0; pages < 4; pages++) {
      JsonNode page = page(url);
      page.path("value").forEach(all::add);
      url = page.path("@odata.nextLink").asText().replaceFirst("^https?://[^/]*", "");
    }
    assertThat(url).isEmpty();
    assertAllButOne(all, number);
  }

  private JsonNode page(String path) throws Exception {
    String call =
        JSON.writeValueAsString(
            Map.of(
                "CmdletInput",
                Map.of(
                    "CmdletName",
                    SEARCH[0],
                    "Parameters",
                    Map.of("StartDate", SEARCH[2], "EndDate", SEARCH[4]))));
    var answer =
        new Visitor(running.url())
            .send(
                "POST",
                path,
                call,
                "Authorization",
                "Bearer " + running.token(),
                "Content-Type",
                "application/json",
                "Prefer",
                "odata.maxpagesize=2");
    assertThat(answer.status()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 4, 1})
  void the_command_shows_it_and_ends_with_1(int number) throws Exception {
    damage(number);
    Said said = running.say("audit", "search");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("1 of the 7 records found cannot be read");
    assertThat(said.out().lines()).hasSize(8);
    assertThat(said.out().lines())
        .filteredOn(line -> line.contains("Unreadable"))
        .singleElement()
        .asString()
        .contains("This record cannot be read: it was changed outside of Sluice");
  }
}
