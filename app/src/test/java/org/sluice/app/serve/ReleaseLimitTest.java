package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;
import org.sluice.portal.http.Tokens;

/** What administrators are told of a sender who was released as often as it may be. */
class ReleaseLimitTest {
  private static final String ANNA = "anna@example.org";
  private static final String BERT = "bert@example.org";
  private static final String TOKEN = "sam-token";

  private static final Pattern SEEN = Pattern.compile("name=\"restriction\" value=\"([^\"]*)\"");
  private static final String BOTH = Visitor.form("who", "user:" + ANNA, "who", "user:" + BERT);

  @TempDir private Path data;

  private static String configuration() {
    return """
    [proxy]
    trying-mailbox = false
    [restriction]
    most-releases = 1
    [[token]]
    name = "sam"
    role = "SecurityAdministrator"
    sha256 = "%s"
    """
        .formatted(Tokens.digest(TOKEN));
  }

  private static Page send(Running running, String method, String path, String token, String form) {
    return new Visitor(running.url())
        .send(
            method,
            path,
            form,
            "Authorization",
            "Bearer " + token,
            "Content-Type",
            "application/x-www-form-urlencoded");
  }

  /** The restrictions that the page which asks once more has seen, as a form sends them. */
  static String seen(Page page) {
    return SEEN.matcher(page.body())
        .results()
        .map(field -> "&" + Visitor.form("restriction", field.group(1)))
        .collect(Collectors.joining());
  }

  private static Page selected(Running running) {
    return send(running, "POST", "/restricted/unblock/selected", TOKEN, BOTH);
  }

  private static Page many(Running running, String seen) {
    return send(running, "POST", "/restricted/unblock/many", TOKEN, BOTH + seen);
  }

  @Test
  void of_many_one_that_was_restricted_anew_meanwhile_stays_restricted() {
    try (Running running = Running.start(data, configuration())) {
      running.say("restricted", "restrict", BERT);
      String seen = seen(selected(running));
      running.say("restricted", "restrict", BERT, "--reason", "Seen again");
      assertThat(many(running, seen).body())
          .contains("0 of 2 were unblocked")
          .contains("was restricted anew (Seen again)");
      assertThat(running.say("restricted", "list").out()).contains(BERT);
    }
  }

  @Test
  void a_store_that_fails_midway_hides_nothing_of_those_before_it() throws SQLException {
    try (Running running = Running.start(data, configuration())) {
      running.say("restricted", "restrict", BERT);
      String seen = seen(selected(running));
      String file = "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath();
      try (Connection facts = DriverManager.getConnection(file);
          Statement statement = facts.createStatement()) {
        statement.execute("ALTER TABLE restriction RENAME TO away");
        Page many = many(running, seen);
        assertThat(many.status()).isEqualTo(200);
        assertThat(many.body())
            .contains("0 of 2 were unblocked")
            .contains(ANNA + "' couldn't be found")
            .contains(
                BERT + ": <span class=\"tag bad\">Not unblocked</span> The facts cannot be read");
        statement.execute("ALTER TABLE away RENAME TO restriction");
      }
    }
  }

  @Test
  void the_wizard_says_so_and_of_many_the_others_are_released() {
    try (Running running = Running.start(data, configuration())) {
      running.say("restricted", "restrict", ANNA);
      running.say("restricted", "release", ANNA);
      running.say("restricted", "restrict", ANNA);
      running.say("restricted", "restrict", BERT);
      String wizard = "/restricted/unblock?who=user:" + ANNA;
      Page told = send(running, "GET", wizard, TOKEN, "");
      assertThat(told.body())
          .contains("was released 1 time within 30 days")
          .doesNotContain("step=protect");
      assertThat(send(running, "GET", wizard, running.token(), "").body()).contains("step=protect");
      Page many = many(running, seen(selected(running)));
      assertThat(many.status()).isEqualTo(200);
      assertThat(many.body())
          .contains("1 of 2 were unblocked")
          .contains("Only a Global Administrator may release it now");
      assertThat(running.say("restricted", "list").out()).contains(ANNA).doesNotContain(BERT);
    }
  }
}
