package org.sluice.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.Senders;
import org.sluice.core.mail.Submission;
import org.sluice.core.mail.Submission.Stage;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Addressees;
import org.sluice.core.policy.AutoForwardingMode;
import org.sluice.core.policy.Groups;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.policy.StoreLoss;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Restrictions;
import org.sluice.core.restriction.Standing;

/** What doors ask that see a message whole: milter, proxy. */
class WholeMessageTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final Moment NOW = new Moment(NOON.toEpochMilli(), NOON.toEpochMilli());
  private static final SenderKey ANNA = SenderKey.of("user:anna@example.org");

  private final Tally tally = new Tally(TallyLog.NONE);
  private final Map<RestrictedEntity, Standing> standings = new HashMap<>();
  private PolicyBook book = PolicyBook.INITIAL;
  private final Settings settings =
      new Settings(
          new Senders("example.org", List.of()),
          new AcceptedDomains(List.of("example.org")),
          Groups.NONE,
          ServiceLimits.DEFAULT,
          PolicyBy.SUBMITTER,
          ZoneOffset.UTC,
          Settings.ADVICE,
          "",
          0);
  private final Guard guard =
      new Guard(
          () -> settings,
          () -> book,
          new Ledger(),
          new Memory(),
          exceedance -> CompletableFuture.completedFuture(null));

  private final class Ledger implements LimitLedger {
    @Override
    public CompletionStage<Balance> charge(Charge charge) {
      return CompletableFuture.completedFuture(tally.charge(charge));
    }

    @Override
    public CompletionStage<Void> withdraw(SenderKey sender, long message, long atMillis) {
      tally.withdraw(sender, message, atMillis);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Forecast usage(SenderKey sender, long atMillis, long afreshMillis) {
      return tally.usage(sender, atMillis, afreshMillis);
    }
  }

  private final class Memory implements Restrictions {
    @Override
    public Standing standing(RestrictedEntity entity) {
      return standings.getOrDefault(entity, Standing.FREE);
    }

    @Override
    public CompletionStage<Restriction> restrict(Restriction wanted) {
      standings.put(wanted.entity(), new Standing(Optional.of(wanted), Optional.empty()));
      return CompletableFuture.completedFuture(wanted);
    }

    @Override
    public CompletionStage<Standing> runOut(Restriction restriction, Lift lift) {
      Standing after = new Standing(Optional.empty(), Optional.of(lift));
      standings.put(restriction.entity(), after);
      return CompletableFuture.completedFuture(after);
    }
  }

  private void policy(
      int external, ActionWhenThresholdReached action, Mode mode, AutoForwardingMode forwarding) {
    book =
        PolicyBook.INITIAL.with(
            "Default",
            p ->
                new OutboundSpamPolicy(
                    p.name(),
                    "",
                    external,
                    0,
                    0,
                    action,
                    mode,
                    StoreLoss.Local,
                    forwarding,
                    new Addressees(true, List.of("abuse@example.org")),
                    Addressees.NOBODY));
  }

  private Submission submission(Stage stage, String id, boolean forward, String... recipients) {
    return new Submission(
        stage,
        id,
        new SaslUsername("anna"),
        new ClientAddress("192.0.2.1"),
        new EnvelopeSender("anna@example.org"),
        "anna@example.org",
        List.of(recipients).stream().map(Recipient::new).toList(),
        recipients.length,
        "Q1",
        forward);
  }

  private Decision decide(Stage stage, String id, boolean forward, String... recipients) {
    return guard
        .decide(submission(stage, id, forward, recipients), NOW)
        .toCompletableFuture()
        .join();
  }

  private int used() {
    return tally.usage(ANNA, NOW.steadyMillis(), 0).usage().externalInHour();
  }

  @Test
  void a_message_that_would_cross_a_limit_is_judged_whole_and_nothing_of_it_counts() {
    policy(2, ActionWhenThresholdReached.BlockUser, Mode.Enforce, AutoForwardingMode.Automatic);
    Decision decision = decide(Stage.MESSAGE, "m1", false, "a@x.test", "b@x.test", "c@x.test");
    assertThat(decision.reason()).isEqualTo(Reason.RESTRICTED_USER);
    assertThat(decision.copies()).containsExactly("abuse@example.org");
    assertThat(used()).isZero();
  }

  @Test
  void at_mail_only_the_restriction_is_asked_and_nothing_counts() {
    policy(1, ActionWhenThresholdReached.BlockUser, Mode.Enforce, AutoForwardingMode.Automatic);
    for (int i = 0; i < 100; i++) {
      assertThat(decide(Stage.SENDER, "m" + i, false).reason()).isEqualTo(Reason.NOT_RESTRICTED);
    }
    assertThat(used()).isZero();
    decide(Stage.MESSAGE, "x", false, "a@x.test", "b@x.test");
    Decision refused = decide(Stage.SENDER, "y", false);
    assertThat(refused.reason()).isEqualTo(Reason.RESTRICTED_USER);
    assertThat(refused.copies()).as("only the message that exceeded").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(AutoForwardingMode.class)
  void an_automatic_external_forward_follows_the_policy(AutoForwardingMode forwarding) {
    policy(10, ActionWhenThresholdReached.BlockUser, Mode.Enforce, forwarding);
    Decision decision = decide(Stage.MESSAGE, "m1", true, "a@x.test", "bert@example.org");
    if (forwarding == AutoForwardingMode.On) {
      assertThat(decision.reason()).isEqualTo(Reason.WITHIN_LIMITS);
      assertThat(used()).isOne();
    } else {
      assertThat(((Decision.Reject) decision).reply().toString())
          .startsWith(
              "550 5.7.520 Access denied, Your organization does not allow external forwarding");
      assertThat(used()).as("refused attempts do not count").isZero();
      assertThat(standings).as("nobody is restricted for it").isEmpty();
    }
    assertThat(decide(Stage.MESSAGE, "m2", true, "bert@example.org").reason())
        .as("forwarded inside")
        .isEqualTo(Reason.WITHIN_LIMITS);
  }

  @Test
  void a_policy_that_only_monitors_lets_a_forward_pass_and_says_so() {
    policy(10, ActionWhenThresholdReached.BlockUser, Mode.Monitor, AutoForwardingMode.Off);
    assertThat(decide(Stage.MESSAGE, "m1", true, "a@x.test").reason())
        .isEqualTo(Reason.FORWARD_MONITORED);
    assertThat(used()).isOne();
  }

  @Test
  void what_passes_above_a_limit_is_copied() {
    policy(1, ActionWhenThresholdReached.Alert, Mode.Enforce, AutoForwardingMode.Automatic);
    assertThat(decide(Stage.MESSAGE, "m1", false, "a@x.test").copies()).isEmpty();
    Decision above = decide(Stage.MESSAGE, "m2", false, "b@x.test");
    assertThat(above.reason()).isEqualTo(Reason.ALERT_ONLY);
    assertThat(above.copies()).containsExactly("abuse@example.org");
  }

  @Test
  void a_message_that_the_next_hop_refused_is_withdrawn_and_may_come_again() {
    policy(1, ActionWhenThresholdReached.BlockUser, Mode.Enforce, AutoForwardingMode.Automatic);
    decide(Stage.MESSAGE, "m1", false, "a@x.test");
    assertThat(used()).isOne();
    guard
        .withdraw(submission(Stage.MESSAGE, "m1", false, "a@x.test"), NOW)
        .toCompletableFuture()
        .join();
    assertThat(used()).isZero();
    assertThat(decide(Stage.MESSAGE, "m2", false, "a@x.test").reason())
        .isEqualTo(Reason.WITHIN_LIMITS);
  }

  @Test
  void no_recipient_exempts_a_message_neither_alone_nor_among_others() {
    policy(3, ActionWhenThresholdReached.BlockUser, Mode.Enforce, AutoForwardingMode.Automatic);
    decide(Stage.MESSAGE, "m1", false, "postmaster@x.test");
    assertThat(used()).isOne();
    assertThat(
            decide(Stage.MESSAGE, "m2", false, "a@x.test", "postmaster@x.test", "abuse@x.test")
                .reason())
        .isEqualTo(Reason.RESTRICTED_USER);
  }

  @Test
  void plus_addresses_are_recipients_of_their_own_and_each_counts_once() {
    policy(10, ActionWhenThresholdReached.BlockUser, Mode.Enforce, AutoForwardingMode.Automatic);
    decide(Stage.RECIPIENT, "m1", false, "dora+news@x.test");
    decide(Stage.RECIPIENT, "m1", false, "dora+NEWS@x.test");
    decide(Stage.RECIPIENT, "m1", false, "dora+bills@x.test");
    decide(Stage.MESSAGE, "m1", false, "dora+news@x.test", "dora+bills@x.test");
    assertThat(used()).isEqualTo(2);
  }
}
