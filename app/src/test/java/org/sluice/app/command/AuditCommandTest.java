package org.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.Running;
import org.sluice.app.Said;
import org.sluice.app.configuration.Configuration;

/** The audit log by the command line, against a running server. */
class AuditCommandTest {
  @TempDir private Path data;
  private Running running;

  @BeforeEach
  void start() {
    running = Running.start(data, "");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void someActs() {
    assertThat(running.say("restricted", "restrict", "anna@example.org").status()).isZero();
    assertThat(running.say("restricted", "release", "anna@example.org").status()).isZero();
    assertThat(running.say("policy", "set", "Default", "--per-day", "7").status()).isZero();
  }

  @Test
  void a_search_finds_by_object_and_operation() {
    someActs();
    assertThat(running.say("audit", "search").out().lines()).hasSizeGreaterThanOrEqualTo(6);
    Said listed =
        running.say("audit", "search", "--object", "ANNA@example.org", "--type", "HygieneEvent");
    assertThat(listed.out()).contains("Listed").contains("Delisted").doesNotContain("Set-Hosted");
    assertThat(running.say("audit", "search", "--text", "limitperday").out())
        .contains("Set-HostedOutboundSpamFilterPolicy")
        .doesNotContain("Listed");
    assertThat(running.say("audit", "search", "--operation", "Nothing").err())
        .contains("There is no operation 'Nothing'");
  }

  /** Below, at and above what there is: seven records. */
  @ParameterizedTest
  @CsvSource({"6, true", "7, false", "8, false"})
  void a_search_says_how_many_of_how_many_it_shows(int most, boolean isCut) {
    someActs();
    Said said = running.say("audit", "search", "--most", Integer.toString(most));
    assertThat(said.status()).isZero();
    assertThat(said.err())
        .isEqualToIgnoringNewLines(
            isCut
                ? "6 of 7 are shown, the newest. --most N shows up to 5000, `sluice audit export`"
                    + " all."
                : "");
  }

  @Test
  void a_search_says_so_beside_json_too() throws Exception {
    someActs();
    Said said = running.say("audit", "search", "--most", "2", "--output", "json");
    assertThat(new ObjectMapper().readTree(said.out())).hasSize(2);
    assertThat(said.err()).startsWith("2 of 7 are shown");
  }

  @Test
  void an_export_that_is_refused_leaves_the_file_as_it_was() throws Exception {
    Path earlier = Files.writeString(data.resolve("audit.csv"), "evidence of last week");
    Said said = running.say("audit", "export", "--format", "xml", "--file", earlier.toString());
    assertThat(said.err()).contains("csv or json");
    assertThat(earlier).hasContent("evidence of last week");
    Path none = data.resolve("none.csv");
    running.say("audit", "export", "--format", "xml", "--file", none.toString());
    assertThat(none).doesNotExist();
    running.close();
    assertThat(running.say("audit", "export", "--file", earlier.toString()).status()).isNotZero();
    assertThat(earlier).hasContent("evidence of last week");
  }

  @Test
  void an_export_names_the_file_that_it_cannot_write() {
    String file = data.resolve("no-such-folder/audit.csv").toString();
    Said said = running.say("audit", "export", "--file", file);
    assertThat(said.status()).isNotZero();
    assertThat(said.err()).contains(file + " cannot be written: ");
  }

  @Test
  void a_session_goes_on_where_it_stood_and_a_link_answers_the_rest_of_the_same() throws Exception {
    someActs();
    String[] search = {
      "Search-UnifiedAuditLog",
      "-StartDate",
      "1970-01-01",
      "-EndDate",
      "9999-01-01",
      "-ResultSize",
      "2",
      "-SessionId",
      "one",
      "-SessionCommand",
      "ReturnLargeSet",
      "--output",
      "json"
    };
    java.util.Set<String> seen = new java.util.HashSet<>();
    int calls = 0;
    for (JsonNode page = rows(search); !page.isEmpty(); page = rows(search)) {
      for (JsonNode row : page) {
        assertThat(seen.add(row.path("Identity").asText())).isTrue();
        assertThat(row.path("ResultIndex").asInt()).isEqualTo(seen.size());
        assertThat(row.path("ResultCount").asInt()).as("of all that match").isEqualTo(7);
      }
      calls++;
    }
    assertThat(calls).isEqualTo(4);
    assertThat(seen).hasSize(7);
    assertThat(
            running
                .say(
                    "Search-UnifiedAuditLog",
                    "-StartDate",
                    "1970-01-01",
                    "-EndDate",
                    "9999-01-01",
                    "-SessionCommand",
                    "ReturnLargeSet")
                .err())
        .contains("SessionId");
  }

  private JsonNode rows(String... words) throws Exception {
    return new ObjectMapper().readTree(running.say(words).out());
  }

  @Test
  void an_export_holds_every_record_once() throws Exception {
    someActs();
    Path csv = data.resolve("audit.csv");
    assertThat(running.say("audit", "export", "--file", csv.toString()).status()).isZero();
    assertThat(Files.readAllLines(csv)).hasSize(8);
    assertThat(Files.readString(csv)).startsWith("CreationTime,Id,RecordType,");
    running.say("New-HostedOutboundSpamFilterPolicy", "-Name", "Sales, EU");
    assertThat(
            rows("audit", "export", "--format", "json", "--object", "Sales, EU", "--object", "no"))
        .hasSize(1);
    JsonNode json = rows("audit", "export", "--format", "json", "--operation", "Listed");
    assertThat(json).hasSize(1);
    assertThat(json.get(0).path("ObjectId").asText()).isEqualTo("anna@example.org");
    assertThat(running.say("audit", "export", "--format", "xml").err()).contains("csv or json");
  }

  @Test
  void another_search_under_the_name_of_a_session_begins_anew_and_says_so() throws Exception {
    someActs();
    String[] search = {
      "Search-UnifiedAuditLog",
      "-StartDate",
      "1970-01-01",
      "-EndDate",
      "9999-01-01",
      "-SessionId",
      "one",
      "-SessionCommand",
      "ReturnLargeSet",
      "--output",
      "json"
    };
    assertThat(rows(search)).hasSize(7);
    assertThat(rows(search)).as("what follows").isEmpty();
    search[2] = "1970-01-02";
    Said anew = running.say(search);
    assertThat(anew.err()).contains("The session 'one' was of another search");
    assertThat(new ObjectMapper().readTree(anew.out())).hasSize(7);
  }

  @Test
  void a_reload_is_recorded_with_the_names_of_what_changed_and_no_value() throws Exception {
    running
        .server()
        .reload(
            Configuration.parse(
                "test",
                """
                [delegation]
                listen = ["127.0.0.1:0"]
                max-connections = 77
                [milter]
                listen = ["127.0.0.1:0"]
                [administration]
                listen = "127.0.0.1:0"
                [limits]
                recipient-rate = 471147
                [[token]]
                name = "reader"
                role = "SecurityReader"
                sha256 = "%s"
                """
                    .formatted("ab".repeat(32))));
    JsonNode record = rows("audit", "search", "--output", "json").get(0);
    assertThat(record.path("Operation").asText()).isEqualTo("Update-Configuration");
    String told = record.toString();
    assertThat(told)
        .contains("[[token]], delegation.max-connections, limits.recipient-rate")
        .containsPattern("NeedRestart\\W+Value\\W+delegation.max-connections\\W")
        .doesNotContain("471147")
        .doesNotContain("abababab");
    assertThat(record.path("UserId").asText()).isEqualTo(System.getProperty("user.name"));
  }

  @Test
  void what_was_changed_while_nothing_ran_is_recorded_at_the_start_once() throws Exception {
    running.close();
    String changed = "[limits]\nrecipient-rate = 471147\n";
    running = Running.start(data, changed);
    JsonNode records = rows("audit", "search", "--output", "json");
    assertThat(records).hasSize(1);
    assertThat(records.get(0).path("Operation").asText()).isEqualTo("Update-Configuration");
    assertThat(records.get(0).path("Parameters").toString())
        .contains("limits.recipient-rate")
        .doesNotContain("471147")
        .doesNotContain("delegation");
    assertThat(Files.readString(data.resolve("configuration.last"))).doesNotContain("471147");
    running.close();
    running = Running.start(data, changed);
    assertThat(rows("audit", "search", "--output", "json")).hasSize(1);
  }

  @Test
  void what_a_reload_has_recorded_is_not_recorded_again_by_the_next_start() throws Exception {
    running.server().reload(Running.configuration("[limits]\nrecipient-rate = 471147\n"));
    running.close();
    running = Running.start(data, "[limits]\nrecipient-rate = 471147\n");
    assertThat(rows("audit", "search", "--output", "json")).hasSize(1);
  }

  private void sql(String statement) throws Exception {
    try (var connection =
            java.sql.DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var made = connection.createStatement()) {
      made.execute(statement);
    }
  }

  /** The newest, one among the others, and the oldest. */
  @ParameterizedTest
  @ValueSource(ints = {7, 4, 1})
  void an_export_goes_on_behind_a_record_that_cannot_be_read_and_says_so(int number)
      throws Exception {
    someActs();
    sql("UPDATE audit SET details = 'nonsense' WHERE number = " + number);
    Path csv = data.resolve("audit.csv");
    Said said = running.say("audit", "export", "--file", csv.toString());
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("SOME RECORDS CANNOT BE READ");
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).as("header, seven records and the last line").hasSize(9);
    assertThat(lines.subList(1, 8))
        .filteredOn(line -> line.contains(",,,Unreadable,"))
        .singleElement()
        .asString()
        .endsWith("," + number + ",");
    assertThat(lines.getLast()).contains("1 of 7 records cannot be read: " + number);
    said = running.say("audit", "export", "--format", "json");
    assertThat(said.status()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(said.out());
    assertThat(json).hasSize(8);
    assertThat(json.get(7).path("Numbers").get(0).asInt()).isEqualTo(number);
  }

  private HttpResponse<String> download(String query) throws Exception {
    List<String> access = Files.readAllLines(data.resolve("admin.access"));
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(
                  URI.create(access.get(0) + "/adminapi/beta/organization/AuditLog?" + query))
              .header("Authorization", "Bearer " + access.get(1))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** A name that is not understood would leave out, or let in, what nobody asked for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ObjectId=anna@example.org",
        "ResultSize=5",
        "SessionId=x",
        "SessionCommand=ReturnLargeSet",
        "StartDate=2026-01-01&startdate=2026-01-02",
        "StartDate=2026-01-01&StartDate=2026-01-02",
        "format=csv&Format=json"
      })
  void an_export_refuses_parameters_that_it_does_not_take(String query) throws Exception {
    assertThat(download(query).statusCode()).isEqualTo(400);
  }

  @Test
  void an_export_takes_its_parameters_whatever_their_case() throws Exception {
    someActs();
    HttpResponse<String> listed =
        download("format=JSON&OBJECTIDS=anna@example.org&operations=Listed");
    assertThat(listed.statusCode()).isEqualTo(200);
    assertThat(new ObjectMapper().readTree(listed.body())).hasSize(1);
  }

  /** Below, at and above the longest name. */
  @ParameterizedTest
  @CsvSource({"127, true", "128, true", "129, false"})
  void the_name_of_a_session_has_a_bound(int length, boolean taken) {
    Said said =
        running.say(
            "Search-UnifiedAuditLog",
            "-StartDate",
            "1970-01-01",
            "-EndDate",
            "9999-01-01",
            "-SessionId",
            "s".repeat(length));
    assertThat(said.status() == 0).isEqualTo(taken);
    assertThat(said.err().contains("SessionId has at most 128 characters")).isEqualTo(!taken);
  }

  @Test
  void a_type_uses_up_none_of_the_values_that_a_search_may_have() {
    List<String> words = new ArrayList<>(List.of("audit", "search", "--type", "ExchangeAdmin"));
    IntStream.range(0, 100).forEach(i -> words.addAll(List.of("--user", "u" + i)));
    assertThat(running.say(words.toArray(String[]::new)).err()).isEmpty();
    words.addAll(List.of("--object", "one-too-many"));
    assertThat(running.say(words.toArray(String[]::new)).err())
        .contains("at most 100 users and objects");
  }

  @Test
  void verify_says_that_the_log_is_whole_online_and_offline() {
    someActs();
    assertThat(running.say("audit", "verify").out()).contains("IsWhole").contains("True");
    running.close();
    Said offline = running.say("audit", "verify", "--offline");
    assertThat(offline.out())
        .contains("Read: " + data.resolve("facts.sqlite").toAbsolutePath())
        .contains("The log is whole.")
        .contains("7 records");
    assertThat(offline.err()).isEmpty();
    assertThat(offline.status()).isZero();
    String noted = "3:" + "0".repeat(64);
    Said other = running.say("audit", "verify", "--offline", "--noted", noted);
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.out()).contains("Record 3 does not have the hash that was noted");
  }

  @Test
  void off_is_visible_everywhere_and_both_turnings_are_recorded() {
    Said off = running.say("audit", "off");
    assertThat(off.err()).contains("NO ALERT FIRES");
    assertThat(running.say("audit", "status").err()).contains("NO ALERT FIRES");
    someActs();
    assertThat(running.say("audit", "on").err()).isEmpty();
    assertThat(running.say("audit", "search").out().lines().skip(1))
        .hasSize(2)
        .allMatch(line -> line.contains("Set-AdminAuditLogConfig"));
  }
}
