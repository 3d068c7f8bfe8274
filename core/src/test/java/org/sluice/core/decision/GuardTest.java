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
import org.junit.jupiter.params.provider.CsvSource;
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
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Groups;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.policy.StoreLoss;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Restrictions;
import org.sluice.core.restriction.Standing;

class GuardTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");
  private static final RestrictedEntity ANNA =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "anna@example.org");

  private final Ledger ledger = new Ledger();
  private final Memory memory = new Memory();
  private PolicyBook book = PolicyBook.INITIAL;
  private int nextMessage = 1;
  private final Guard guard = new Guard(() -> SETTINGS, () -> book, ledger, memory, memory);

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

  /** A tally whose records can be lost. */
  private static final class Ledger implements LimitLedger {
    final Tally tally = new Tally(TallyLog.NONE);
    boolean recording = true;
    int charges;

    @Override
    public CompletionStage<Balance> charge(Charge charge) {
      charges++;
      Balance balance = tally.charge(charge);
      return CompletableFuture.completedFuture(recording ? balance : balance.unrecorded());
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

  /** Restrictions that forget with the test. */
  private static final class Memory implements Restrictions, ExceedanceLog {
    final Map<RestrictedEntity, Standing> standings = new HashMap<>();
    final List<Exceedance> exceedances = new ArrayList<>();
    boolean on = true;

    @Override
    public boolean isOn() {
      return on;
    }

    @Override
    public Standing standing(RestrictedEntity entity) {
      return standings.getOrDefault(entity, Standing.FREE);
    }

    @Override
    public CompletionStage<Restriction> restrict(Restriction wanted) {
      standings.put(
          wanted.entity(), new Standing(Optional.of(wanted), standing(wanted.entity()).lastLift()));
      return CompletableFuture.completedFuture(wanted);
    }

    @Override
    public CompletionStage<Standing> runOut(Restriction restriction, Lift lift) {
      Standing after = new Standing(Optional.empty(), Optional.of(lift));
      standings.put(restriction.entity(), after);
      return CompletableFuture.completedFuture(after);
    }

    @Override
    public CompletionStage<Void> record(Exceedance exceedance) {
      exceedances.add(exceedance);
      return CompletableFuture.completedFuture(null);
    }

    Restriction open() {
      return standing(ANNA).open().orElseThrow();
    }
  }

  private void policy(
      int external, int perDay, ActionWhenThresholdReached action, Mode mode, StoreLoss loss) {
    book =
        PolicyBook.INITIAL.with(
            "Default",
            p -> new OutboundSpamPolicy(p.name(), "", external, 0, perDay, action, mode, loss));
  }

  private void external(int most) {
    policy(most, 0, ActionWhenThresholdReached.BlockUserForToday, Mode.Enforce, StoreLoss.Local);
  }

  private Decision send(String login, String from, Instant at) {
    int n = nextMessage++;
    Submission submission =
        new Submission(
            Submission.Stage.RECIPIENT,
            "m" + n,
            login.isEmpty() ? SaslUsername.NONE : new SaslUsername(login),
            new ClientAddress("192.0.2.1"),
            from.isEmpty() ? EnvelopeSender.NULL : new EnvelopeSender(from),
            from,
            List.of(new Recipient("r" + n + "@elsewhere.test")),
            1,
            "");
    Moment moment = new Moment(at.toEpochMilli(), at.toEpochMilli());
    return guard.decide(submission, moment).toCompletableFuture().join();
  }

  private Reason sendReason(String login, Instant at) {
    return send(login, login, at).reason();
  }

  @Test
  void mail_without_login_or_connector_is_not_counted_and_shares_no_bucket() {
    external(1);
    for (int i = 0; i < 5; i++) {
      assertThat(send("", "stranger@elsewhere.test", NOON).reason()).isEqualTo(Reason.INBOUND);
    }
    assertThat(ledger.charges).isZero();
  }

  @ParameterizedTest
  @CsvSource({"ceo@bank.test", "''", "bert@example.org", "anna@example.org"})
  void a_forged_or_null_mail_from_counts_against_the_login(String from) {
    external(1);
    send("anna@example.org", "anna@example.org", NOON);
    assertThat(send("anna", from, NOON).reason()).isEqualTo(Reason.RESTRICTED_USER);
    assertThat(sendReason("bert@example.org", NOON)).isEqualTo(Reason.WITHIN_LIMITS);
  }

  @Test
  void the_one_that_crosses_restricts_and_later_ones_are_refused_before_counting() {
    external(2);
    sendReason("anna", NOON);
    sendReason("anna", NOON);
    assertThat(sendReason("anna", NOON)).isEqualTo(Reason.RESTRICTED_USER);
    int charges = ledger.charges;
    Decision later = send("anna", "", NOON.plusSeconds(1));
    assertThat(later).isInstanceOf(Decision.Reject.class);
    assertThat(((Decision.Reject) later).reply().toString())
        .startsWith("550 5.1.8 Access denied, bad outbound sender (reference ");
    assertThat(ledger.charges).isEqualTo(charges);
    Restriction restriction = memory.open();
    assertThat(restriction.block()).isEqualTo(new Block.Until(MIDNIGHT));
    assertThat(restriction.counts().externalInDay()).isEqualTo(3);
    assertThat(restriction.evidence().clientAddress()).isEqualTo("192.0.2.1");
    assertThat(restriction.policy()).isEqualTo("Default");
  }

  @Test
  void for_today_ends_at_midnight_and_usage_starts_afresh() {
    policy(0, 1, ActionWhenThresholdReached.BlockUserForToday, Mode.Enforce, StoreLoss.Local);
    sendReason("anna", NOON);
    sendReason("anna", NOON);
    assertThat(sendReason("anna", MIDNIGHT.minusMillis(1))).isEqualTo(Reason.RESTRICTED_USER);
    assertThat(sendReason("anna", MIDNIGHT)).isEqualTo(Reason.WITHIN_LIMITS);
    assertThat(memory.standing(ANNA).lastLift().orElseThrow().by()).isEqualTo(Lift.BY_TIME);
    assertThat(sendReason("anna", MIDNIGHT)).isEqualTo(Reason.RESTRICTED_USER);
  }

  /** Two messages in each window of an hour, one of them too many: a crossing every hour. */
  @Test
  void a_sender_who_crosses_a_limit_again_and_again_is_recorded_once_in_24_hours() {
    policy(1, 0, ActionWhenThresholdReached.Alert, Mode.Enforce, StoreLoss.Local);
    for (int i = 0; i < 48; i++) {
      Instant at = NOON.plusSeconds(i * 3_700L);
      assertThat(sendReason("anna", at)).isEqualTo(Reason.WITHIN_LIMITS);
      assertThat(sendReason("anna", at.plusSeconds(1))).isEqualTo(Reason.ALERT_ONLY);
    }
    assertThat(memory.exceedances).hasSize(2);
    sendReason("bert", NOON.plusSeconds(48 * 3_700L));
    sendReason("bert", NOON.plusSeconds(48 * 3_700L));
    assertThat(memory.exceedances).as("another sender").hasSize(3);
  }

  @Test
  void what_is_crossed_while_the_audit_log_is_off_is_recorded_when_it_is_on_again() {
    policy(1, 0, ActionWhenThresholdReached.Alert, Mode.Enforce, StoreLoss.Local);
    memory.on = false;
    sendReason("anna", NOON);
    sendReason("anna", NOON);
    assertThat(memory.exceedances).isEmpty();
    memory.on = true;
    sendReason("anna", NOON.plusSeconds(3_700));
    sendReason("anna", NOON.plusSeconds(3_700));
    assertThat(memory.exceedances).hasSize(1);
  }

  @Test
  void block_user_lasts_until_it_is_lifted() {
    policy(1, 0, ActionWhenThresholdReached.BlockUser, Mode.Enforce, StoreLoss.Local);
    sendReason("anna", NOON);
    sendReason("anna", NOON);
    assertThat(memory.open().block()).isEqualTo(new Block.UntilLifted());
    assertThat(sendReason("anna", NOON.plusSeconds(40L * 86_400)))
        .isEqualTo(Reason.RESTRICTED_USER);
  }

  @Test
  void a_released_user_starts_afresh_and_is_not_restricted_again_that_day() {
    external(1);
    sendReason("anna", NOON);
    sendReason("anna", NOON);
    Instant released = NOON.plusSeconds(60);
    memory.standings.put(
        ANNA,
        new Standing(
            Optional.empty(),
            Optional.of(new Lift(released, released.toEpochMilli(), "root", "", MIDNIGHT))));
    assertThat(sendReason("anna", released.plusSeconds(1))).isEqualTo(Reason.WITHIN_LIMITS);
    assertThat(sendReason("anna", released.plusSeconds(2))).isEqualTo(Reason.RELEASED_TODAY);
    assertThat(memory.exceedances).hasSize(1);
  }

  @Test
  void alert_and_monitor_let_pass_and_record_the_crossing_once() {
    for (boolean monitor : new boolean[] {true, false}) {
      memory.exceedances.clear();
      policy(
          1,
          0,
          monitor ? ActionWhenThresholdReached.BlockUser : ActionWhenThresholdReached.Alert,
          monitor ? Mode.Monitor : Mode.Enforce,
          StoreLoss.Local);
      String login = monitor ? "carl" : "dora";
      sendReason(login, NOON);
      for (int i = 0; i < 5; i++) {
        assertThat(sendReason(login, NOON)).isEqualTo(monitor ? Reason.MONITOR : Reason.ALERT_ONLY);
      }
      assertThat(memory.exceedances).hasSize(1);
      assertThat(memory.standings).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(StoreLoss.class)
  void a_lost_store_does_what_the_policy_says(StoreLoss loss) {
    policy(1, 0, ActionWhenThresholdReached.BlockUser, Mode.Enforce, loss);
    ledger.recording = false;
    Reason first = sendReason("anna", NOON);
    Reason second = sendReason("anna", NOON);
    switch (loss) {
      case Open -> {
        assertThat(first).isEqualTo(Reason.STORE_LOST_OPEN);
        assertThat(second).isEqualTo(Reason.STORE_LOST_OPEN);
      }
      case Closed -> {
        assertThat(first).isEqualTo(Reason.STORE_LOST_CLOSED);
        assertThat(first.code()).isEqualTo(451);
      }
      case Local -> {
        assertThat(first).isEqualTo(Reason.WITHIN_LIMITS);
        assertThat(second).isEqualTo(Reason.RESTRICTED_USER);
      }
    }
  }

  @Test
  void a_changed_policy_holds_for_the_next_question_and_keeps_the_count() {
    external(3);
    sendReason("anna", NOON);
    sendReason("anna", NOON);
    external(2);
    assertThat(sendReason("anna", NOON)).isEqualTo(Reason.RESTRICTED_USER);
  }

  @Test
  void a_restricted_sender_gets_a_final_answer_never_a_temporary_one() {
    external(1);
    sendReason("anna", NOON);
    assertThat(send("anna", "", NOON)).isInstanceOf(Decision.Reject.class);
    assertThat(send("anna", "", NOON)).isInstanceOf(Decision.Reject.class);
  }
}
