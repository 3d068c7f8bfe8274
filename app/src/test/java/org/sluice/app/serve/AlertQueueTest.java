package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.core.alert.AlertStore;

/** The queue of alerts when there are more than are sorted at a time. */
class AlertQueueTest {
  private static final String PASSWORD = "correct horse battery";

  @TempDir private Path data;

  private static void restrict(Running running, int number) {
    new Visitor(running.url())
        .send(
            "POST",
            "/api/v1/restricted-entities",
            "{\"type\":\"user\",\"name\":\"u%d@example.org\",\"reason\":\"\"}".formatted(number),
            "Content-Type",
            "application/json",
            "Authorization",
            "Bearer " + running.token());
  }

  @Test
  void the_oldest_alert_is_reached_beyond_a_thousand_newer_ones() {
    try (Running running = Running.start(data, "[proxy]\nlisten = []\n")) {
      for (int i = 0; i <= AlertStore.MOST; i++) {
        restrict(running, i);
      }
      Visitor visitor = new Visitor(running.url());
      String first = URI.create(running.server().firstLink().orElseThrow()).getPath();
      visitor.post(first, "name", "anna@example.org", "password", PASSWORD, "again", PASSWORD);
      visitor.post("/sign-in", "name", "anna@example.org", "password", PASSWORD);
      String newest = visitor.get("/alerts?sort=created&dir=asc").body();
      assertThat(newest)
          .contains("of 1\u2009001 alerts", "alerts-older", ">u1@example.org<")
          .doesNotContain(">u0@example.org<", "alerts-newest");
      String older = newest.replaceAll("(?s).*id=\"alerts-older\" href=\"([^\"]*)\".*", "$1");
      assertThat(visitor.get(older.replace("&amp;", "&")).body())
          .contains(">u0@example.org<", "alerts-newest")
          .doesNotContain(">u1@example.org<", "alerts-older");
    }
  }
}
