package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.DelegationClient;
import org.sluice.app.Running;

/** Policy delegation asked at MAIL, as Postfix does with {@code smtpd_delay_reject = no}. */
class AtMailTest {
  private static final String ANNA = "anna@example.org";
  private static final String DUNNO = "action=DUNNO";

  @TempDir private Path data;

  @Test
  void a_restricted_sender_is_refused_at_mail_and_a_free_one_is_not_counted_there()
      throws IOException {
    try (Running server = Running.start(data, "");
        DelegationClient client = server.delegation()) {
      assertThat(server.say("policy", "set", "Default", "--external-per-hour", "1").status())
          .isZero();
      for (int i = 0; i < 5; i++) {
        assertThat(client.askAtMail(ANNA, "m" + i)).isEqualTo(DUNNO);
      }
      assertThat(client.ask(ANNA, "m5")).as("the first that counts").isEqualTo(DUNNO);
      assertThat(client.ask(ANNA, "m6")).startsWith("action=550 5.1.8");
      assertThat(client.askAtMail(ANNA, "m7")).startsWith("action=550 5.1.8");
      assertThat(server.say("restricted", "release", ANNA, "--comment", "test").status()).isZero();
      assertThat(client.askAtMail(ANNA, "m8")).isEqualTo(DUNNO);
    }
  }
}
