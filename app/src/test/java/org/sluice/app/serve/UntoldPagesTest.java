package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.Running;
import org.sluice.app.Visitor;

/** What the settings offer to try again. */
class UntoldPagesTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final String AWAY =
      "[mail]\nserver = \"127.0.0.1:1\"\ntls = \"none\"\nfrom = \"sluice@example.org\"\n"
          + "[alerts]\ntenant-admins = [\"admin@example.org\"]\n";
  private static final String BUTTON = "Try all again that were given up";

  @TempDir private Path data;

  private void change(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  @Test
  void all_are_offered_to_be_tried_again_if_one_of_them_can_be() throws Exception {
    try (Running running = Running.start(data, AWAY)) {
      String first = URI.create(running.server().firstLink().orElseThrow()).getPath();
      Visitor root = new Visitor(running.url());
      root.post(first, "name", "root@example.org", "password", PASSWORD, "again", PASSWORD);
      root.post("/sign-in", "name", "root@example.org", "password", PASSWORD);
      running.say("restricted", "restrict", "anna@example.org");
      change(
          "UPDATE outbox SET state = 'GIVEN_UP', last_error = '410 gone' WHERE key LIKE 'alert:%'");
      assertThat(root.get("/settings").body()).contains("410 gone", BUTTON);
      change(
          "INSERT INTO outbox (key, channel, recipient, kind, envelope_sender, payload, created,"
              + " state, attempts, due, last_error, changed) SELECT 'alert-closed:' || substr(key,"
              + " 7), channel, recipient, kind, envelope_sender, payload, created, 'SENT', 1, due,"
              + " '', changed FROM outbox WHERE key LIKE 'alert:%'");
      assertThat(root.get("/settings").body())
          .as("whatever it was given up for, nobody needs it after its end")
          .contains("410 gone", "Try again")
          .doesNotContain(BUTTON);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "998, 50 of 999",
    "999, 50 of at least 1\u2009000",
    "1000, 50 of at least 1\u2009000"
  })
  void how_many_have_not_arrived_is_said_as_far_as_it_is_known(int more, String caption)
      throws Exception {
    try (Running running = Running.start(data, AWAY)) {
      running.say("restricted", "restrict", "anna@example.org");
      change("UPDATE outbox SET state = 'SENT'");
      change(
          "UPDATE outbox SET state = 'GIVEN_UP' WHERE number = (SELECT min(number) FROM outbox)");
      change(
          "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
              + more
              + ") INSERT INTO outbox (key, channel, recipient, kind, envelope_sender, payload,"
              + " created, state, attempts, due, last_error, changed) SELECT key || n.i, channel,"
              + " recipient, kind, envelope_sender, payload, created, state, 1, due, '', changed"
              + " FROM outbox, n WHERE state = 'GIVEN_UP'");
      String page =
          new Visitor(running.url())
              .get("/settings", "Authorization", "Bearer " + running.token())
              .body();
      assertThat(page).contains("<caption>" + caption + "</caption>");
    }
  }
}
