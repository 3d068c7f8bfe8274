package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;

/** A store that takes nothing is no mistake of who filled in a form. */
class LostStorePagesTest {
  private static final String PASSWORD = "correct horse battery";
  private static final String ROOT = "root@example.org";

  @TempDir private Path data;

  private void sql(String sql) throws SQLException {
    String file = "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath();
    try (Connection facts = DriverManager.getConnection(file);
        Statement statement = facts.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 30000");
      statement.execute(sql);
    }
  }

  @Test
  void what_cannot_be_recorded_is_answered_503_by_every_form() throws SQLException {
    try (Running running = Running.start(data, "[proxy]\nlisten = []\n")) {
      Visitor root = new Visitor(running.url());
      String first = URI.create(running.server().firstLink().orElseThrow()).getPath();
      root.post(first, "name", ROOT, "password", PASSWORD, "again", PASSWORD);
      root.post("/sign-in", "name", ROOT, "password", PASSWORD);
      Page shown = root.get("/alert-policies/policy?name=Suspicious+connector+activity");
      String version =
          shown.body().replaceAll("(?s).*name=\"version\" value=\"([0-9a-f]+)\".*", "$1");
      String policy = Visitor.form(Forms.policy("9", "name", "Sales", "do", "save"));
      String alerting = Visitor.form(Forms.alertPolicy("Mine"));
      Map<String, String> forms =
          Map.of(
              "/restricted/restrict",
              Visitor.form("type", "user", "name", "anna@example.org", "reason", "seen"),
              "/policies/new",
              policy,
              "/alert-policies/new",
              alerting,
              "/alert-policies/policy",
              Visitor.form(
                  "policy",
                  "Suspicious connector activity",
                  "version",
                  version,
                  "status",
                  "off",
                  "severity",
                  "Low",
                  "daily-limit",
                  "5"),
              "/account/sign-out-others",
              "",
              "/sign-in",
              Visitor.form("name", ROOT, "password", PASSWORD));
      sql("ALTER TABLE audit RENAME TO audit_gone");
      forms.forEach((path, form) -> {
        Page page =
            root.send(
                "POST",
                path,
                form,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Sec-Fetch-Site",
                "same-origin");
        assertThat(page.status()).as(path + " " + page.body()).isEqualTo(503);
      });
      sql("ALTER TABLE audit_gone RENAME TO audit");
    }
  }
}
