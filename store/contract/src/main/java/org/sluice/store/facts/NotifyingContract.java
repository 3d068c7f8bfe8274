package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.AlertPolicyVerbs;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.Audience;
import org.sluice.core.alert.DirectNotices;
import org.sluice.core.alert.Telling;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.policy.Addressees;
import org.sluice.core.policy.OutboundSpamPolicy;

/** How often people are told, and in what order, whatever database keeps the facts. */
public abstract class NotifyingContract extends ToldFactsContract {
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "");

  @Test
  void what_waits_of_an_alert_is_due_when_it_closes_and_arrives_before_its_end() {
    happens(AuditOperation.STORE_LOST, NOON, "Redis (a)");
    happens(AuditOperation.STORE_LOST, NOON, "Redis (b)");
    Instant failed = NOON.plusSeconds(60);
    for (Delivery delivery : outbox.due(Channel.MAIL, NOON, 9)) {
      Instant due = failed.plus(Backoff.LONGEST);
      outbox.tried(delivery.number(), new Outbox.Attempt(State.WAITING, due, "no route"), failed);
    }
    assertThat(entities(failed)).isEmpty();
    Instant back = NOON.plusSeconds(90);
    happens(AuditOperation.STORE_BACK, back, "Redis (a)");
    assertThat(entities(back)).containsExactly("ALERT Redis (a)");
    outbox.tried(
        outbox.due(Channel.MAIL, back, 9).getFirst().number(), Outbox.Attempt.arrived(back), back);
    assertThat(entities(back))
        .as("its end, and what else waits for who has been reached")
        .containsExactlyInAnyOrder("ALERT_CLOSED Redis (a)", "ALERT Redis (b)");
  }

  @Test
  void the_end_is_mailed_to_those_who_had_the_alert_by_mail_or_directly_and_to_nobody_else() {
    String lost = AlertPolicies.STORE_LOST;
    limit(lost, 1);
    happens(AuditOperation.STORE_LOST, NOON, "Redis (a)");
    happens(AuditOperation.STORE_LOST, NOON, "Redis (b)");
    happens(
        AuditOperation.STORE_LOST,
        NOON,
        "Facts (a)",
        Map.of(DirectNotices.TOLD, "MAIL admin@example.org"));
    assertThat(entities(NOON)).containsExactly("ALERT Redis (a)");
    outbox
        .due(Channel.MAIL, NOON, 9)
        .forEach(d -> outbox.tried(d.number(), Outbox.Attempt.arrived(NOON), NOON));
    for (String store : List.of("Redis (a)", "Redis (b)", "Facts (a)")) {
      happens(AuditOperation.STORE_BACK, NOON, store);
    }
    assertThat(entities(NOON)).containsExactly("ALERT_CLOSED Redis (a)", "ALERT_CLOSED Facts (a)");
  }

  @Test
  void news_that_wait_are_written_by_the_next_process_in_their_order_and_once() {
    AuditRecord lost = news(AuditOperation.STORE_LOST, NOON, Map.of());
    AuditRecord told = news(AuditOperation.STORE_LOST, NOON, Map.of(DirectNotices.TOLD, "MAIL a"));
    AuditRecord back = news(AuditOperation.STORE_BACK, NOON.plusSeconds(90), Map.of());
    AuditRecord over = news(AuditOperation.STORE_LOST, NOON.minusSeconds(9), Map.of());
    facts.waits(List.of(over, lost));
    facts.waits(List.of(lost, back));
    facts.waits(List.of(told, back));
    assertThat(folder.resolve("facts.unwritten")).isNotEmptyFile();
    again();
    assertThat(facts.audit(9))
        .filteredOn(r -> r.objectId().equals("Redis (a)"))
        .extracting(AuditRecord::operation)
        .containsExactly(
            AuditOperation.ALERT_CLOSED,
            AuditOperation.STORE_BACK,
            AuditOperation.ALERT_TRIGGERED,
            AuditOperation.STORE_LOST);
    assertThat(facts.audit(9)).contains(told, back);
    assertThat(folder.resolve("facts.unwritten")).isEmptyFile();
    facts.waits(List.of(lost));
    again();
    assertThat(facts.audit(9)).as("it was written in the last moment").doesNotContain(lost);
  }

  private void again() {
    again(ADMINS);
  }

  private void again(Audience audience) {
    facts.close();
    facts = place.open(folder, NOON, new FactsOptions(() -> 180, () -> audience, () -> {}));
    outbox = facts.outbox();
  }

  /** None, one of them, all: with an address and without. */
  @Test
  void that_nobody_is_told_says_whose_mails_are_switched_off_and_who_lacks_an_address() {
    AlertPolicyVerbs verbs = mailOnly(List.of("admin@example.org"));
    assertThat(verbs.unheard()).isEmpty();
    switchMailsOff(AlertPolicies.STORE_LOST);
    assertThat(verbs.unheard().orElseThrow())
        .contains("NOBODY IS TOLD of the alerts of: Sluice store lost. The mails of Sluice store")
        .doesNotContain("address");
    assertThat(mailOnly(List.of()).unheard().orElseThrow())
        .contains("No address is among the recipients of User restricted from sending email, ")
        .contains("The mails of Sluice store lost are switched off");
  }

  private AlertPolicyVerbs mailOnly(List<String> admins) {
    again(new Audience(admins, true, List.of(), false, false, ""));
    return Verbs.on(facts, ReleasesContract.settings(0), () -> NOON).alertPolicies();
  }

  private void switchMailsOff(String name) {
    AlertPolicies before = facts.alerts().policies();
    AlertPolicy policy = before.find(name).orElseThrow();
    Telling off = new Telling(false, policy.telling().recipients(), 0);
    facts.alerts().keep(before, before.with(policy.with(true, policy.severity(), off)), turning());
  }

  private static AuditRecord news(
      AuditOperation operation, Instant at, Map<String, String> parameters) {
    return AuditRecord.bySystem(operation, at, "Redis (a)", parameters);
  }

  private List<String> entities(Instant now) {
    return outbox.due(Channel.MAIL, now, 9).stream()
        .map(d -> (Content.Notice) d.outgoing().content())
        .map(n -> n.kind() + " " + n.field("Entity"))
        .toList();
  }

  /**
   * An alert's mail of which nobody knows whether it arrived, for it was handed over at the end.
   */
  private Delivery unconfirmed() {
    outbox.put(mail(Outgoing.ALERT));
    Delivery alert = outbox.due(Channel.MAIL, NOON, 9).getFirst();
    assertThat(outbox.sending(alert.number(), NOON)).isTrue();
    facts.mark().set(Channel.MAIL, alert.number());
    again();
    return alert;
  }

  /** A mail that was almost certainly there was not; its end has arrived meanwhile. */
  @Test
  void an_unconfirmed_mail_that_did_not_arrive_is_given_up_once_its_end_has() {
    Delivery alert = unconfirmed();
    outbox.put(mail(Outgoing.ALERT_CLOSED));
    Delivery end = outbox.due(Channel.MAIL, NOON, 9).getFirst();
    outbox.tried(end.number(), Outbox.Attempt.arrived(NOON), NOON);
    assertThat(outbox.find(alert.number()).orElseThrow().state()).isEqualTo(State.UNCONFIRMED);
    outbox.tried(alert.number(), Backoff.after(alert, "451 later", NOON), NOON);
    Delivery given = outbox.find(alert.number()).orElseThrow();
    assertThat(given.state()).isEqualTo(State.GIVEN_UP);
    assertThat(given.lastError()).isEqualTo(Outbox.OVERTAKEN + "451 later");
    assertThat(facts.outbox().losses().givenUp()).isEqualTo(1);
  }

  /** The same, but that its end is being handed over when it becomes known, and arrives then. */
  @Test
  void an_unconfirmed_mail_that_did_not_arrive_waits_for_what_becomes_of_its_end() {
    Delivery alert = unconfirmed();
    outbox.put(mail(Outgoing.ALERT_CLOSED));
    Delivery end = outbox.due(Channel.MAIL, NOON, 9).getFirst();
    assertThat(outbox.sending(end.number(), NOON)).isTrue();
    outbox.tried(alert.number(), Backoff.after(alert, "451 later", NOON), NOON);
    Instant later = NOON.plus(Backoff.LONGEST);
    assertThat(outbox.due(Channel.MAIL, later, 9)).isEmpty();
    Optional<Delivery> overtaken = outbox.tried(end.number(), Outbox.Attempt.arrived(later), later);
    assertThat(overtaken.orElseThrow().number())
        .as("the alert, not its end")
        .isEqualTo(alert.number());
    assertThat(overtaken).isEqualTo(outbox.find(alert.number()));
    assertThat(outbox.find(alert.number()).orElseThrow().state()).isEqualTo(State.GIVEN_UP);
    assertThat(outbox.due(Channel.MAIL, later, 9)).isEmpty();
  }

  private static Outgoing mail(String kind) {
    String to = "admin@example.org";
    Content content = new Content.Notice(NoticeKind.ALERT, Map.of("Entity", "anna@example.org"));
    return new Outgoing(kind + "1:mail:" + to, Channel.MAIL, to, content, NOON);
  }

  /** Below, at and above what was mailed already. */
  @ParameterizedTest
  @CsvSource({"4, 2", "3, 1", "2, 1", "1, 1"})
  void a_daily_limit_that_is_lowered_leaves_a_mail_that_says_it_is_the_last(int limit, int more) {
    IntStream.range(0, 2).forEach(i -> warn("u" + i));
    limit(limit);
    IntStream.range(2, 9).forEach(i -> warn("u" + i));
    List<Content.Notice> mails = mails();
    assertThat(mails).hasSize(2 + more);
    assertThat(mails.getLast().field("LastOfDay")).isEqualTo("True");
    assertThat(mails.stream().filter(m -> !m.field("LastOfDay").isEmpty())).hasSize(1);
  }

  /**
   * What was mailed counts, whatever the limit was: five mails under 5, none more under 2, up to
   * eight under 8, of which the last says so.
   */
  @Test
  void a_daily_limit_that_is_lowered_and_raised_again_counts_all_that_was_mailed() {
    limit(5);
    IntStream.range(0, 9).forEach(i -> warn("u" + i));
    limit(2);
    IntStream.range(9, 20).forEach(i -> warn("u" + i));
    assertThat(mails()).as("the fifth has said that it is the last").hasSize(5);
    limit(8);
    IntStream.range(20, 30).forEach(i -> warn("u" + i));
    List<Content.Notice> mails = mails();
    assertThat(mails).hasSize(8);
    assertThat(mails)
        .extracting(m -> m.field("LastOfDay"))
        .containsExactly("", "", "", "", "True", "", "", "True");
  }

  /** Lowered in mid-incident, one mail says that it is the last; it counts when it is raised. */
  @Test
  void the_mail_that_says_that_a_lowered_limit_is_reached_counts_too() {
    limit(10);
    IntStream.range(0, 5).forEach(i -> warn("u" + i));
    limit(3);
    IntStream.range(5, 9).forEach(i -> warn("u" + i));
    assertThat(mails()).hasSize(6);
    limit(10);
    IntStream.range(9, 30).forEach(i -> warn("u" + i));
    List<Content.Notice> mails = mails();
    assertThat(mails).hasSize(10);
    assertThat(mails.get(5).field("LastOfDay")).isEqualTo("True");
    assertThat(mails.getLast().field("LastOfDay")).isEqualTo("True");
    assertThat(mails.stream().filter(m -> !m.field("LastOfDay").isEmpty())).hasSize(2);
  }

  /** One more, five more, and none at all before it was set. */
  @ParameterizedTest
  @CsvSource({"1, 10, 9", "5, 10, 5", "1, 2, 1", "1, 0, 91"})
  void a_daily_limit_that_is_raised_in_mid_incident_mails_again_at_once(
      int before, int after, int more) {
    limit(before);
    IntStream.range(0, 9).forEach(i -> warn("u" + i));
    assertThat(mails()).hasSize(before);
    limit(after);
    IntStream.range(9, 100).forEach(i -> warn("u" + i));
    assertThat(mails()).hasSize(before + more);
    assertThat(mails().get(before - 1).field("LastOfDay")).isEqualTo("True");
    assertThat(mails().getLast().field("LastOfDay")).isEqualTo(after == 0 ? "" : "True");
  }

  /** With a mail server and without; of a policy that is to tell, and of none. */
  @ParameterizedTest
  @CsvSource({
    "true, true, false",
    "true, false, false",
    "false, true, true",
    "false, false, false"
  })
  void that_nobody_is_mailed_of_restricted_senders_is_said(
      boolean mail, boolean wanted, boolean said) {
    again(new Audience(List.of("admin@example.org"), mail, List.of("w"), true, false, ""));
    Addressees told = new Addressees(wanted, List.of("postmaster@example.org"));
    Administration all = Verbs.on(facts, ReleasesContract.settings(0), () -> NOON);
    var _ = all.policies().change(ROOT, "Default", Map.of(), p -> telling(p, told));
    AlertPolicyVerbs verbs = all.alertPolicies();
    assertThat(verbs.unsentSpamNotices().isPresent()).isEqualTo(said);
    assertThat(verbs.unsentSpamNotices().orElse("these outbound spam policies restrict: Default."))
        .contains("these outbound spam policies restrict: Default.");
  }

  private static OutboundSpamPolicy telling(OutboundSpamPolicy p, Addressees told) {
    return new OutboundSpamPolicy(
        p.name(),
        p.adminDisplayName(),
        p.recipientLimitExternalPerHour(),
        p.recipientLimitInternalPerHour(),
        p.recipientLimitPerDay(),
        p.action(),
        p.mode(),
        p.storeLoss(),
        p.autoForwarding(),
        p.bccSuspicious(),
        told);
  }

  private void limit(int dailyLimit) {
    limit("Suspicious email sending patterns detected", dailyLimit);
  }

  private void limit(String name, int dailyLimit) {
    AlertPolicies before = facts.alerts().policies();
    AlertPolicy policy = before.find(name).orElseThrow();
    Telling telling = new Telling(true, policy.telling().recipients(), dailyLimit);
    facts
        .alerts()
        .keep(before, before.with(policy.with(true, policy.severity(), telling)), turning());
  }

  private List<Content.Notice> mails() {
    return outbox.due(Channel.MAIL, NOON, 199).stream()
        .map(d -> (Content.Notice) d.outgoing().content())
        .toList();
  }

  private void warn(String whom) {
    facts.appendAll(
        List.of(
            AuditRecord.bySystem(
                AuditOperation.SUSPICIOUS_PATTERN, NOON, whom, Map.of("Type", "User"))));
  }
}
