package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.Running;
import org.sluice.app.configuration.Configuration;

class LastConfigurationTest {
  private static final String RATE = "limits.recipient-rate";
  private static final Configuration BEFORE = Running.configuration("");
  private static final Configuration AFTER =
      Running.configuration("[limits]\nrecipient-rate = 4711\nmessages-per-minute = 7\n");

  @TempDir private Path data;

  private Path file() {
    return data.resolve(LastConfiguration.NAME);
  }

  @Test
  void what_differs_is_named_and_what_is_kept_does_not_differ() throws IOException {
    LastConfiguration last = new LastConfiguration(data);
    assertThat(last.changed(BEFORE.written())).as("nothing is known").isEmpty();
    last.keep(BEFORE.written());
    assertThat(last.changed(BEFORE.written())).isEmpty();
    assertThat(last.changed(AFTER.written())).containsExactly("limits.messages-per-minute", RATE);
    last.keep(AFTER.written());
    assertThat(last.changed(AFTER.written())).isEmpty();
  }

  @Test
  void an_option_that_the_version_before_did_not_have_was_changed_by_nobody() throws IOException {
    LastConfiguration last = new LastConfiguration(data);
    last.keep(BEFORE.written());
    List<String> older =
        Files.readAllLines(file()).stream().filter(line -> !line.endsWith(" " + RATE)).toList();
    Files.write(file(), older);
    assertThat(last.changed(AFTER.written())).containsExactly("limits.messages-per-minute");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense\n", "\u00ff\u0000", "KEY\n0123 limits.recipient-rate\n"})
  void a_damaged_file_names_nothing_and_is_written_anew(String text) throws IOException {
    Files.write(file(), text.replace("KEY", "ab".repeat(32)).getBytes(StandardCharsets.ISO_8859_1));
    try (Running running = Running.start(data, "")) {
      assertThat(running.say("audit", "search", "--output", "csv").out())
          .doesNotContain("Update-Configuration");
    }
    assertThat(new LastConfiguration(data).changed(AFTER.written())).contains(RATE);
  }

  private void sql(String statement) throws Exception {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var made = connection.createStatement()) {
      made.execute(statement);
    }
  }

  @Test
  void a_change_whose_record_failed_is_recorded_by_the_next_start_whatever_is_reloaded_meanwhile()
      throws Exception {
    Running.start(data, "").close();
    sql("CREATE TRIGGER refusing BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END");
    String changed = "[limits]\nrecipient-rate = 4711\n";
    try (Running running = Running.start(data, changed)) {
      sql("DROP TRIGGER refusing");
      assertThat(running.say("audit", "search", "--output", "csv").out()).doesNotContain(RATE);
      running.server().reload(Running.configuration(changed + "messages-per-minute = 7\n"));
    }
    try (Running running = Running.start(data, changed + "messages-per-minute = 7\n")) {
      assertThat(running.say("audit", "search", "--output", "json").out()).contains(RATE);
    }
  }
}
