package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.app.configuration.Configuration;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.decision.RefusalWay;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission;

class MilterWaysTest {
  private static final SenderIdentity ANNA = new SenderIdentity.User("anna@example.org");
  private static final SenderIdentity BERT = new SenderIdentity.User("bert@example.org");
  private static final Submission MESSAGE =
      new Submission(
          Submission.Stage.MESSAGE,
          "1",
          new SaslUsername("anna@example.org"),
          new ClientAddress("192.0.2.1"),
          EnvelopeSender.NULL,
          "",
          List.of(),
          0,
          "",
          false);
  private static final Decision.Reject WHY =
      new Decision.Reject(
          Reason.RESTRICTED_USER,
          new SmtpReply(550, Reason.RESTRICTED_USER.status(), "no"),
          "REFERENC");

  private final AtomicLong now = new AtomicLong(1);
  private final RefusalLog log = new RefusalLog();
  private final InForce inForce = new InForce(configuration("reply"), "token");
  private final MilterWays ways = new MilterWays(inForce, now::get, log);

  private static Configuration configuration(String refusal) {
    String most = refusal.equals("hold") ? "hold-most = 3\n" : "";
    String mail =
        refusal.equals("ndr")
            ? "[mail]\nserver = \"127.0.0.1:25\"\nfrom = \"s@example.org\"\n"
            : "";
    return Configuration.parse("test", "[milter]\nrefusal = \"" + refusal + "\"\n" + most + mail);
  }

  @AfterEach
  void end() {
    log.close();
  }

  private boolean holds(SenderIdentity sender) {
    return ways.of(sender) == RefusalWay.HOLD && ways.mayHold(sender, MESSAGE, WHY);
  }

  @Test
  void the_configuration_says_which_way_and_a_reload_changes_it() {
    assertThat(ways.of(ANNA)).isEqualTo(RefusalWay.REPLY);
    assertThat(ways.mayHold(ANNA, MESSAGE, WHY)).isFalse();
    inForce.replace(configuration("hold"), true);
    assertThat(ways.of(ANNA)).isEqualTo(RefusalWay.HOLD);
    inForce.replace(configuration("ndr"), true);
    assertThat(ways.of(ANNA)).isEqualTo(RefusalWay.REPORT);
  }

  @Test
  void of_one_sender_so_many_are_held_within_an_hour_and_no_more() {
    inForce.replace(configuration("hold"), true);
    for (int i = 0; i < 3; i++) {
      assertThat(holds(ANNA)).isTrue();
    }
    assertThat(ways.of(ANNA)).isEqualTo(RefusalWay.REPLY);
    assertThat(ways.mayHold(ANNA, MESSAGE, WHY)).as("begun before").isFalse();
    assertThat(holds(BERT)).as("another").isTrue();
    now.addAndGet(Duration.ofHours(1).toMillis() - 1);
    assertThat(holds(ANNA)).isFalse();
    now.incrementAndGet();
    assertThat(holds(ANNA)).isTrue();
    assertThat(ways.held()).isEqualTo(5);
  }

  @Test
  void senders_beyond_the_bound_push_out_the_one_held_longest_ago() {
    inForce.replace(configuration("hold"), true);
    for (int i = 0; i < 3; i++) {
      assertThat(holds(ANNA)).isTrue();
    }
    for (int i = 0; i < MilterWays.MOST_SENDERS - 1; i++) {
      assertThat(holds(new SenderIdentity.User("u" + i + "@example.org"))).isTrue();
    }
    assertThat(holds(ANNA)).as("still known").isFalse();
    assertThat(holds(BERT)).isTrue();
    assertThat(holds(ANNA)).as("pushed out").isTrue();
  }
}
