package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Audience;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.limit.Moment;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.testkit.OutboxContract;

public abstract class StoredOutboxContract extends OutboxContract {
  private static final RestrictedEntity ANNA =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "anna@example.org");
  private static final Audience ADMINS =
      new Audience(List.of("admin@example.org"), true, List.of("w"), true, false, "");

  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;

  /** An empty database. */
  protected abstract FactsPlace place();

  @Override
  protected Outbox open() {
    facts = place.open(folder, NOON, new FactsOptions(() -> 180, () -> ADMINS, () -> {}));
    return facts.outbox();
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private void again() {
    facts.close();
    outbox = open();
  }

  private static Restriction restriction() {
    return new Restriction(
        "one",
        ANNA,
        new Block.UntilLifted(),
        "EmailSendingLimitExceeded;",
        NOON,
        NOON,
        "Default",
        "RECIPIENTS_PER_DAY",
        "",
        Counts.NONE,
        new Evidence(NOON, "192.0.2.1", "q", 5),
        Optional.empty());
  }

  private List<Alert> alerts(Alert.Status... statuses) {
    return facts.alerts().list(new AlertStore.AlertQuery(List.of(statuses), "", ""), 100);
  }

  @Test
  void a_fact_that_the_database_refuses_for_ever_is_counted_and_the_next_is_written() {
    facts.restrict(restriction()).toCompletableFuture().join();
    Lift lift = new Lift(NOON.plusSeconds(9), 9, "root", "called her", NOON);
    facts.lift(List.of(restriction().lifted(lift)), turning());
    assertThat(facts.givenUp()).isZero();
    facts.restrict(restriction()).toCompletableFuture().join(); // The same number once more.
    assertThat(facts.givenUp()).isEqualTo(1);
    facts.auditLog().append(turning());
    assertThat(facts.isRecording()).isTrue();
  }

  @Test
  void a_restriction_its_alerts_and_what_is_to_be_told_of_them_are_there_again() {
    facts.restrict(restriction()).toCompletableFuture().join();
    again();
    assertThat(facts.standing(ANNA).open()).isPresent();
    assertThat(alerts(Alert.Status.New))
        .extracting(Alert::policy)
        .containsExactlyInAnyOrder(
            "User restricted from sending email", "Email sending limit exceeded");
    for (Channel channel : List.of(Channel.MAIL, Channel.WEBHOOK, Channel.SYSLOG)) {
      assertThat(outbox.due(channel, NOON, 10)).as(channel.name()).hasSize(2);
    }
  }

  @Test
  void a_lift_closes_the_alerts_with_the_reason_and_keeps_their_records() {
    facts.restrict(restriction()).toCompletableFuture().join();
    Lift lift = new Lift(NOON.plusSeconds(9), 9, "root", "called her", NOON);
    facts.lift(
        List.of(restriction().lifted(lift)),
        new AuditRecord(
            AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS,
            NOON,
            "root",
            "",
            ANNA.name(),
            Map.of(),
            List.of()));
    assertThat(alerts(Alert.Status.New)).isEmpty();
    Alert closed = alerts(Alert.Status.Resolved).getFirst();
    AlertStore.Whole whole = facts.alerts().find(closed.id().substring(0, 13)).orElseThrow();
    assertThat(whole.comments().getFirst().text()).contains("lifted by root: called her");
    assertThat(whole.events()).hasSize(1);
    assertThat(facts.auditLog().at(whole.events().getFirst()).orElseThrow().record().operation())
        .isEqualTo(AuditOperation.LISTED);
    assertThat(facts.alerts().find("ffff")).isEmpty();
    assertThat(facts.auditLog().verify(Optional.empty()).isWhole()).isTrue();
  }

  @Test
  void a_lift_while_the_log_is_off_closes_the_alerts() {
    facts.restrict(restriction()).toCompletableFuture().join();
    facts.auditLog().turn(false, turning());
    Lift lift = new Lift(NOON.plusSeconds(9), 9, "root", "called her", NOON);
    facts.lift(List.of(restriction().lifted(lift)), turning());
    assertThat(alerts(Alert.Status.New)).isEmpty();
    String id = alerts(Alert.Status.Resolved).getFirst().id();
    assertThat(facts.alerts().find(id).orElseThrow().comments().getFirst().text())
        .endsWith("called her. The audit log was off: there is no record of it.");
  }

  @Test
  void with_a_daily_limit_of_one_twenty_restricted_bring_one_mail_and_midnight_begins_anew() {
    AlertPolicy policy = facts.alerts().policies().all().getFirst();
    Telling once = new Telling(true, List.of("a@example.org"), 1);
    facts
        .alerts()
        .keep(
            facts.alerts().policies(),
            new AlertPolicies(List.of(policy.with(true, policy.severity(), once))),
            turning());
    for (int i = 0; i < 20; i++) {
      listed("u" + i + "@example.org", NOON.plusSeconds(i));
    }
    again();
    listed("late@example.org", Instant.parse("2026-03-01T23:59:59.999Z"));
    assertThat(alerts()).as("every one is an alert").hasSize(21);
    assertThat(mails()).containsExactly("u0@example.org");
    again();
    listed("next@example.org", Instant.parse("2026-03-02T00:00:00Z"));
    listed("after@example.org", Instant.parse("2026-03-02T00:00:01Z"));
    assertThat(mails())
        .as("the count starts anew at midnight UTC")
        .containsExactly("u0@example.org", "next@example.org");
  }

  private void listed(String user, Instant at) {
    facts
        .auditLog()
        .append(AuditRecord.bySystem(AuditOperation.LISTED, at, user, Map.of("Type", "User")));
  }

  /** Whom the mails are about, oldest first. */
  private List<String> mails() {
    return outbox.list(List.of(), 100).reversed().stream()
        .filter(d -> d.outgoing().channel() == Channel.MAIL)
        .map(d -> ((Content.Notice) d.outgoing().content()).field("Entity"))
        .toList();
  }

  @Test
  void resolved_alerts_go_with_the_records_of_their_age_and_open_ones_stay() {
    listed("open@example.org", NOON);
    listed("done@example.org", NOON);
    facts
        .auditLog()
        .append(
            AuditRecord.bySystem(
                AuditOperation.DELISTED,
                NOON,
                "done@example.org",
                Map.of("Type", "User", "By", "root")));
    Instant end = NOON.plus(Duration.ofDays(180));
    sweep(end);
    assertThat(alerts()).as("at the end of retention").hasSize(2);
    sweep(end.plus(Duration.ofHours(1)).plusMillis(1));
    assertThat(alerts())
        .as("past it")
        .extracting(Alert::entity)
        .containsExactly("open@example.org");
  }

  @Test
  void one_sweep_forgets_no_more_alerts_than_its_step() {
    List<AuditRecord> records = new ArrayList<>();
    for (int i = 0; i <= StoredAlerts.STEP; i++) {
      String user = "u" + i + "@example.org";
      Map<String, String> facts = Map.of("Type", "User", "By", "root");
      records.add(AuditRecord.bySystem(AuditOperation.LISTED, NOON, user, facts));
      records.add(AuditRecord.bySystem(AuditOperation.DELISTED, NOON, user, facts));
    }
    facts.appendAll(records);
    Instant late = NOON.plus(Duration.ofDays(200));
    sweep(late);
    assertThat(alerts()).as("one more than a step").hasSize(1);
    sweep(late.plus(Duration.ofHours(1)));
    assertThat(alerts()).isEmpty();
  }

  private static AuditRecord turning() {
    return new AuditRecord(
        AuditOperation.SET_AUDIT_CONFIG, NOON, "root", "", "log", Map.of(), List.of());
  }

  @Test
  void with_the_log_off_nothing_is_alerted_and_the_restriction_binds_all_the_same() {
    AuditRecord turning = turning();
    facts.auditLog().turn(false, turning);
    facts.restrict(restriction()).toCompletableFuture().join();
    assertThat(facts.standing(ANNA).open()).isPresent();
    assertThat(alerts()).isEmpty();
    assertThat(outbox.list(List.of(), 10)).isEmpty();
    facts.auditLog().turn(true, turning);
    assertThat(facts.audit(10))
        .extracting(AuditRecord::operation)
        .containsOnly(AuditOperation.SET_AUDIT_CONFIG)
        .hasSize(2);
  }

  /** What the log does to itself is recorded while it is off, and alerts nobody then. */
  @Test
  void what_is_recorded_while_the_log_is_off_fires_nothing() {
    AlertPolicy policy =
        new AlertPolicy(
            "The log",
            false,
            true,
            Severity.High,
            Category.Others,
            List.of(AuditOperation.SET_AUDIT_CONFIG),
            AlertFilter.NONE,
            Trigger.EACH,
            Telling.USUAL,
            "");
    AuditRecord turning = turning();
    AlertPolicies before = facts.alerts().policies();
    facts.alerts().keep(before, before.plus(policy), turning);
    int alerted = alerts().size();
    facts.auditLog().turn(false, turning);
    assertThat(alerts()).as("turned off while it was on").hasSize(alerted + 1);
    facts.auditLog().turn(false, turning);
    assertThat(alerts()).as("turned off once more").hasSize(alerted + 1);
  }

  @Test
  void a_mail_whose_last_step_was_taken_is_unconfirmed_and_all_else_is_repeated() {
    outbox.put(outgoing("taken", Channel.MAIL));
    outbox.put(outgoing("not yet", Channel.MAIL));
    outbox.put(outgoing("hook", Channel.WEBHOOK));
    for (long number : new long[] {1, 2, 3}) {
      outbox.sending(number, NOON);
    }
    facts.mark().set(Channel.MAIL, 1);
    again();
    assertThat(outbox.due(Channel.MAIL, NOON, 9)).hasSize(1).allMatch(d -> d.number() == 2);
    assertThat(outbox.due(Channel.WEBHOOK, NOON, 1)).hasSize(1);
    Delivery mail = outbox.list(List.of(State.UNCONFIRMED), 10).getFirst();
    assertThat(mail.lastError()).contains("almost certainly arrived");
    assertThat(facts.outbox().losses().unconfirmed()).isEqualTo(1);
  }

  @Test
  void a_report_that_is_handed_over_meanwhile_leaves_the_mark_of_the_mail() {
    outbox.put(outgoing("alert", Channel.MAIL));
    outbox.put(outgoing("report", Channel.REPORT));
    outbox.put(outgoing("another", Channel.REPORT));
    for (long number : new long[] {1, 2, 3}) {
      outbox.sending(number, NOON);
    }
    facts.mark().set(Channel.MAIL, 1);
    facts.mark().set(Channel.REPORT, 2);
    again();
    assertThat(outbox.list(List.of(State.UNCONFIRMED), 10))
        .extracting(Delivery::number)
        .containsExactly(2L, 1L);
    assertThat(outbox.due(Channel.REPORT, NOON, 9)).hasSize(1).allMatch(d -> d.number() == 3);
  }

  @Test
  void above_the_most_that_wait_on_a_channel_the_next_is_given_up_visibly() {
    facts
        .outbox()
        .putAll(
            IntStream.range(0, Outbox.MOST_WAITING)
                .mapToObj(i -> outgoing("k" + i, Channel.SYSLOG))
                .toList());
    assertThat(outbox.list(List.of(State.GIVEN_UP), 10)).isEmpty();
    assertThat(facts.outbox().losses().givenUp()).isZero();
    outbox.put(outgoing("one more", Channel.SYSLOG));
    assertThat(facts.outbox().losses().givenUp()).isEqualTo(1);
    assertThat(outbox.list(List.of(State.GIVEN_UP), 10).getFirst().lastError())
        .contains("10000 deliveries wait already");
    outbox.put(outgoing("by another way", Channel.MAIL));
    assertThat(outbox.due(Channel.MAIL, NOON, 10)).as("a dead channel fills no other").hasSize(1);
    assertThat(outbox.list(List.of(State.GIVEN_UP), 10)).hasSize(1);
  }

  @Test
  void a_dead_webhook_fills_no_place_of_another() {
    facts
        .outbox()
        .putAll(
            IntStream.range(0, Outbox.MOST_WAITING + 1).mapToObj(i -> hook(i, "dead")).toList());
    outbox.put(hook(-1, "alive"));
    assertThat(outbox.list(List.of(State.GIVEN_UP), 10))
        .extracting(d -> d.outgoing().to())
        .containsExactly("dead");
    assertThat(outbox.due(Channel.WEBHOOK, Reach.ALL.without(Set.of("dead")), NOON, 10))
        .extracting(d -> d.outgoing().to())
        .containsExactly("alive");
  }

  private static Outgoing hook(int number, String to) {
    Outgoing any = outgoing("hook" + number, Channel.WEBHOOK);
    return new Outgoing(any.key(), Channel.WEBHOOK, to, any.content(), any.created());
  }

  @Test
  void what_is_done_with_is_forgotten_after_a_month_and_what_waits_is_not() {
    outbox.put(outgoing("done", Channel.MAIL));
    outbox.put(outgoing("waits", Channel.MAIL));
    outbox.tried(1, Outbox.Attempt.arrived(NOON), NOON);
    sweep(NOON.plus(OutboxTable.KEPT));
    assertThat(outbox.list(List.of(), 10)).hasSize(2);
    sweep(NOON.plus(OutboxTable.KEPT).plus(Duration.ofHours(1)).plusMillis(1));
    assertThat(outbox.list(List.of(), 10))
        .extracting(d -> d.outgoing().key())
        .containsExactly("waits");
  }

  private void sweep(Instant at) {
    facts.sweep(new Moment(at.toEpochMilli(), at.toEpochMilli()));
  }
}
