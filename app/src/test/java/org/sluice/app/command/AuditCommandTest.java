package org.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
                recipient-rate = 4711
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
        .doesNotContain("4711")
        .doesNotContain("abab");
    assertThat(record.path("UserId").asText()).isEqualTo(System.getProperty("user.name"));
  }

  @Test
  void an_export_that_breaks_off_is_known_as_such() throws Exception {
    someActs();
    try (var connection =
            java.sql.DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var statement = connection.createStatement()) {
      statement.execute("UPDATE audit SET details = 'nonsense' WHERE number = 1");
    }
    Path csv = data.resolve("audit.csv");
    Said said = running.say("audit", "export", "--file", csv.toString());
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("was not complete");
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
