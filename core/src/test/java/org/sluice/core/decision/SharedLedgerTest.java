package org.sluice.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
import org.sluice.core.limit.Held;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.core.limit.Usage;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.Senders;
import org.sluice.core.mail.Submission;
import org.sluice.core.mail.Submission.Stage;
import org.sluice.core.policy.ActionWhenThresholdReached;
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

/** What the guard makes of a ledger that several nodes share. */
class SharedLedgerTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RestrictedEntity ANNA =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "anna@example.org");

  private final Shared ledger = new Shared();
  private final Copy copy = new Copy();
  private PolicyBook book = policy(StoreLoss.Local, 1);
  private final List<Balance> watched = new ArrayList<>();
  private final Guard guard =
      new Guard(
          () -> SETTINGS,
          () -> book,
          ledger,
          copy,
          exceedance -> CompletableFuture.completedFuture(null),
          (sender, submission, limits, balance, moment) -> watched.add(balance));
  private int nextMessage = 1;

  private static final Settings SETTINGS =
      new Settings(
          new Senders("example.org", List.of()),
          new AcceptedDomains(List.of("example.org")),
          new Groups(Map.of()),
          new ServiceLimits(0, 0, 0, 0),
          PolicyBy.SUBMITTER,
          ZoneOffset.UTC,
          Settings.ADVICE,
          "",
          0);

  /** A tally and one flag, which other nodes raise and lower. */
  private static final class Shared implements LimitLedger {
    private final Tally tally = new Tally(TallyLog.NONE);
    private final List<Charge> charges = new ArrayList<>();
    private boolean flagged;
    private boolean immune;
    private boolean lost;
    private int looks;

    @Override
    public boolean isShared() {
      return true;
    }

    @Override
    public CompletionStage<Balance> charge(Charge charge) {
      charges.add(charge);
      boolean restricted = lost ? charge.held().restricted() : flagged;
      if (restricted) {
        return CompletableFuture.completedFuture(Balance.restricted(!lost, Usage.NONE));
      }
      Balance balance = tally.charge(immune ? advisory(charge) : charge);
      return CompletableFuture.completedFuture(lost ? balance.unrecorded() : balance);
    }

    private static Charge advisory(Charge c) {
      return new Charge(
          c.sender(),
          c.message(),
          c.external(),
          c.internal(),
          c.recipientCount(),
          c.whole(),
          c.atMillis(),
          c.afreshMillis(),
          c.limits().advisory());
    }

    @Override
    public CompletionStage<Balance> look(SenderKey sender, Held held, long afreshMillis) {
      looks++;
      return CompletableFuture.completedFuture(
          flagged || lost
              ? Balance.restricted(!lost, Usage.NONE)
              : new Balance(true, null, false, 0, true, Usage.NONE));
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

    private int counted() {
      return usage(SenderKey.of("user:anna@example.org"), NOON.toEpochMilli(), 0)
          .usage()
          .externalInHour();
    }
  }

  /** This node's own copy of the restrictions. */
  private static final class Copy implements Restrictions {
    private final Map<RestrictedEntity, Standing> standings = new HashMap<>();

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

  private static PolicyBook policy(StoreLoss loss, int external) {
    return PolicyBook.INITIAL.with(
        "Default",
        p ->
            new OutboundSpamPolicy(
                p.name(),
                "",
                external,
                0,
                0,
                ActionWhenThresholdReached.BlockUserForToday,
                Mode.Enforce,
                loss));
  }

  private Reason ask(Stage stage) {
    return ask(stage, "m" + nextMessage);
  }

  private Reason ask(Stage stage, String message) {
    int n = nextMessage++;
    Submission submission =
        new Submission(
            stage,
            message,
            new SaslUsername("anna"),
            new ClientAddress("192.0.2.1"),
            new EnvelopeSender("anna@example.org"),
            "anna@example.org",
            List.of(new Recipient("r" + n + "@elsewhere.test")),
            1,
            "");
    Moment moment = new Moment(NOON.toEpochMilli(), NOON.toEpochMilli());
    return guard.decide(submission, moment).toCompletableFuture().join().reason();
  }

  /** The second recipient crosses, and this node's copy then holds her restricted. */
  private void restrictHere() {
    assertThat(ask(Stage.RECIPIENT)).isEqualTo(Reason.WITHIN_LIMITS);
    assertThat(ask(Stage.RECIPIENT)).isEqualTo(Reason.RESTRICTED_USER);
    assertThat(copy.standing(ANNA).open()).isPresent();
    ledger.charges.clear();
  }

  @Test
  void whom_another_node_restricted_is_refused_here_though_free_in_the_copy() {
    ledger.flagged = true;
    assertThat(ask(Stage.RECIPIENT)).isEqualTo(Reason.RESTRICTED_USER);
    assertThat(copy.standing(ANNA).open()).as("the other node writes the fact").isEmpty();
    assertThat(watched).as("what is refused as restricted warns of nothing").isEmpty();
  }

  @Test
  void whom_the_copy_holds_restricted_is_asked_about_with_what_the_copy_says() {
    restrictHere();
    ledger.flagged = true;
    assertThat(ask(Stage.RECIPIENT)).isEqualTo(Reason.RESTRICTED_USER);
    Held held = ledger.charges.getFirst().held();
    assertThat(held.sinceMillis()).isEqualTo(NOON.toEpochMilli());
    assertThat(held.untilMillis()).isEqualTo(Instant.parse("2026-03-02T00:00:00Z").toEpochMilli());
  }

  @Test
  void a_lift_on_another_node_binds_here_at_the_next_request() {
    restrictHere();
    ledger.immune = true;
    assertThat(ask(Stage.RECIPIENT)).isEqualTo(Reason.RELEASED_TODAY);
  }

  @Test
  void at_mail_from_only_whom_the_copy_holds_restricted_is_asked_about() {
    assertThat(ask(Stage.SENDER)).isEqualTo(Reason.NOT_RESTRICTED);
    assertThat(ledger.looks).isZero();
    restrictHere();
    ledger.flagged = true;
    assertThat(ask(Stage.SENDER)).isEqualTo(Reason.RESTRICTED_USER);
    ledger.flagged = false;
    assertThat(ask(Stage.SENDER)).isEqualTo(Reason.NOT_RESTRICTED);
    assertThat(ledger.looks).isEqualTo(2);
    assertThat(ledger.charges).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_lost_ledger_leaves_the_restricted_restricted_whatever_the_policy(StoreLoss loss) {
    restrictHere();
    book = policy(loss, 1);
    ledger.lost = true;
    for (Stage stage : Stage.values()) {
      assertThat(ask(stage)).isEqualTo(Reason.RESTRICTED_USER);
    }
  }

  @Test
  void what_closed_refuses_is_not_counted() {
    book = policy(StoreLoss.Closed, 10);
    assertThat(ask(Stage.RECIPIENT)).isEqualTo(Reason.WITHIN_LIMITS);
    ledger.lost = true;
    for (int i = 0; i < 20; i++) {
      assertThat(ask(Stage.RECIPIENT)).isEqualTo(Reason.STORE_LOST_CLOSED);
    }
    assertThat(ledger.counted()).isEqualTo(1);
  }

  @Test
  void what_closed_refuses_of_a_message_does_not_free_the_recipients_before_it() {
    book = policy(StoreLoss.Closed, 10);
    assertThat(ask(Stage.RECIPIENT, "one")).isEqualTo(Reason.WITHIN_LIMITS);
    assertThat(ask(Stage.RECIPIENT, "one")).isEqualTo(Reason.WITHIN_LIMITS);
    ledger.lost = true;
    assertThat(ask(Stage.RECIPIENT, "one")).isEqualTo(Reason.STORE_LOST_CLOSED);
    assertThat(ledger.counted()).as("the strict side").isEqualTo(3);
    assertThat(ask(Stage.MESSAGE, "one")).isEqualTo(Reason.STORE_LOST_CLOSED);
    assertThat(ledger.counted()).as("all of it is refused").isZero();
  }
}
