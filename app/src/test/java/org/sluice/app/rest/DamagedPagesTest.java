package org.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;

/** Pages and resources over an audit record that cannot be read show it in its place. */
class DamagedPagesTest {
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir private Path data;
  private Running running;
  private Visitor root;

  @BeforeEach
  void start() {
    running = Running.start(data, "");
    String first = URI.create(running.server().firstLink().orElseThrow()).getPath();
    root = new Visitor(running.url());
    root.post(first, "name", "root@example.org", "password", PASSWORD, "again", PASSWORD);
    root.post("/sign-in", "name", "root@example.org", "password", PASSWORD);
    running.say("restricted", "restrict", "anna@example.org");
    running.say("restricted", "release", "anna@example.org");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  /** Changes a record outside of Sluice: the newest for 0, the one before it for 1 and so on. */
  private long damage(int age) throws Exception {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var made = connection.createStatement()) {
      long number;
      try (var found =
          made.executeQuery(
              "SELECT number FROM audit ORDER BY created DESC, number DESC LIMIT 1 OFFSET "
                  + age)) {
        number = found.getLong(1);
      }
      made.execute("UPDATE audit SET details = 'nonsense' WHERE number = " + number);
      return number;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void the_page_of_the_log_shows_it_among_the_others(int age) throws Exception {
    long number = damage(age);
    Page page = root.get("/audit");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("The record " + number + " cannot be read", "Unreadable", "/audit/export?")
        .contains("/audit/record?number=1\"")
        .doesNotContain("No record matches.");
  }

  @Test
  void a_search_that_is_refused_is_not_said_to_have_found_nothing() {
    Page page = root.get("/audit?text=" + "x".repeat(201));
    assertThat(page.status()).isEqualTo(422);
    assertThat(page.body()).contains("Nothing was looked for.").doesNotContain("No record matches");
    assertThat(root.get("/audit?text=nowhere-to-be-found").body()).contains("No record matches.");
  }

  /** The last record before a page's end too, behind which the next one begins. */
  @Test
  void the_page_behind_a_full_one_begins_behind_it() throws Exception {
    for (int i = 0; i < 50; i++) {
      running.say("restricted", "restrict", "u" + i + "@example.org");
    }
    long number = damage(49);
    String body = root.get("/audit").body();
    assertThat(body).contains("The record " + number + " cannot be read");
    int link = body.indexOf("id=\"page-after\" href=\"") + "id=\"page-after\" href=\"".length();
    String next = body.substring(link, body.indexOf('"', link)).replace("&amp;", "&");
    assertThat(next).endsWith("-" + number);
    assertThat(root.get(next).body()).contains("id=\"record-").doesNotContain("cannot be read");
  }

  @Test
  void the_page_of_a_sender_shows_it_among_the_others() throws Exception {
    long number = damage(0);
    Page page = root.get("/entity?name=anna@example.org");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("The record " + number + " cannot be read", "/audit/record?number=");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void resources_show_it_in_its_place_and_go_on_behind_it(int age) throws Exception {
    long damaged = damage(age);
    List<Long> numbers = new ArrayList<>();
    try (RestClient client = new RestClient(running.url(), running.token())) {
      String behind = "";
      do {
        JsonNode page =
            client
                .call("GET", "/audit-records", "/audit-records?limit=2" + behind, "", Map.of())
                .body();
        for (JsonNode item : page.path("items")) {
          numbers.add(item.path("number").asLong());
          boolean isDamaged = numbers.getLast() == damaged;
          assertThat(item.path("readable").asBoolean()).isNotEqualTo(isDamaged);
          assertThat(item.path("operation").asText().equals("Unreadable")).isEqualTo(isDamaged);
        }
        behind = page.has("next") ? "&behind=" + page.path("next").asText() : "";
      } while (!behind.isEmpty());
    }
    assertThat(numbers).contains(damaged).doesNotHaveDuplicates();
    assertThat(numbers).hasSize((int) numbers.stream().mapToLong(n -> n).max().orElseThrow());
  }
}
