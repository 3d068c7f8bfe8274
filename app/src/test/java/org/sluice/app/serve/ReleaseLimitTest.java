package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

  private static Page send(Running running, String method, String path, String token, String... f) {
    return new Visitor(running.url())
        .send(
            method,
            path,
            Visitor.form(f),
            "Authorization",
            "Bearer " + token,
            "Content-Type",
            "application/x-www-form-urlencoded");
  }

  @Test
  void the_wizard_says_so_and_of_many_the_others_are_released() {
    try (Running running = Running.start(data, configuration())) {
      running.say("restricted", "restrict", ANNA);
      running.say("restricted", "release", ANNA);
      running.say("restricted", "restrict", ANNA);
      running.say("restricted", "restrict", BERT);
      String wizard = "/restricted/unblock?who=user:" + ANNA;
      Page told = send(running, "GET", wizard, TOKEN);
      assertThat(told.body())
          .contains("was released 1 time within 30 days")
          .doesNotContain("step=protect");
      assertThat(send(running, "GET", wizard, running.token()).body()).contains("step=protect");
      Page many =
          send(
              running,
              "POST",
              "/restricted/unblock/many",
              TOKEN,
              "who",
              "user:" + ANNA,
              "who",
              "user:" + BERT);
      assertThat(many.status()).isEqualTo(200);
      assertThat(many.body())
          .contains("1 of 2 were unblocked")
          .contains("Only a Global Administrator may release it now");
      assertThat(running.say("restricted", "list").out()).contains(ANNA).doesNotContain(BERT);
    }
  }
}
