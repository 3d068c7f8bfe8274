package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.core.alert.AlertRulesTest.ADMINS;
import static org.sluice.core.alert.AlertRulesTest.NOON;
import static org.sluice.core.alert.AlertRulesTest.custom;
import static org.sluice.core.alert.AlertRulesTest.notice;
import static org.sluice.core.alert.AlertRulesTest.rules;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.restriction.RestrictedEntity;

/** Which alerts close by themselves, and who hears of it. */
class ClosingTest {
  private final RememberedAlerts memory = new RememberedAlerts();

  private void listed(AlertRules rules, Instant at, String user) {
    rules.follow(
        memory.event(AuditOperation.LISTED, at, user, Map.of("Type", "User", "Policy", "Default")),
        memory);
  }

  @Test
  void a_lifted_restriction_closes_every_alert_about_the_sending_and_says_so() {
    AlertRules rules = rules(AlertPolicies.SHIPPED, ADMINS);
    Map<String, String> user = Map.of("Type", "User");
    rules.follow(
        memory.event(AuditOperation.SUSPICIOUS_PATTERN, NOON, "anna@example.org", user), memory);
    rules.follow(
        memory.event(AuditOperation.SUSPICIOUS_PATTERN, NOON, "bert@example.org", user), memory);
    listed(rules, NOON, "anna@example.org");
    rules.follow(
        memory.event(
            AuditOperation.DELISTED,
            NOON.plusSeconds(9),
            "anna@example.org",
            Map.of("Type", "User", "By", "root", "Comment", "called her")),
        memory);
    assertThat(memory.alerts.values().stream().map(Alert::status))
        .containsExactly(Alert.Status.Resolved, Alert.Status.New, Alert.Status.Resolved);
    assertThat(memory.comments)
        .extracting(Alert.Comment::text)
        .containsOnly(
            "Closed by itself: the restriction of anna@example.org was lifted by root: called her");
    assertThat(memory.hastened).as("what waits of them is due now").hasSize(2);
    assertThat(memory.records.getLast().operation()).isEqualTo(AuditOperation.ALERT_CLOSED);
  }

  @Test
  void an_alert_of_a_policy_that_listens_to_more_stays_open_after_a_lift() {
    AlertPolicy policy =
        custom(List.of(AuditOperation.SUSPICIOUS_PATTERN, AuditOperation.SET_POLICY), Trigger.EACH);
    AlertRules rules = rules(new AlertPolicies(List.of(policy)), ADMINS);
    Map<String, String> user = Map.of("Type", "User");
    rules.follow(
        memory.event(AuditOperation.SUSPICIOUS_PATTERN, NOON, "anna@example.org", user), memory);
    rules.follow(memory.event(AuditOperation.DELISTED, NOON, "anna@example.org", user), memory);
    assertThat(memory.alerts.values().stream().map(Alert::status))
        .containsExactly(Alert.Status.New);
  }

  @Test
  void the_alerts_of_the_organization_close_when_it_is_below_its_limit() {
    AlertRules rules = rules(AlertPolicies.SHIPPED, ADMINS);
    Map<String, String> used = Map.of("Used", "690", "Most", "1000");
    for (AuditOperation operation :
        List.of(
            AuditOperation.ORGANIZATION_NEAR_LIMIT,
            AuditOperation.ORGANIZATION_LIMIT_REACHED,
            AuditOperation.SUSPICIOUS_PATTERN)) {
      rules.follow(memory.event(operation, NOON, "organization", used), memory);
    }
    AuditRecord below =
        AuditRecord.bySystem(
            AuditOperation.ORGANIZATION_BELOW_LIMIT, NOON.plusSeconds(9), "organization", used);
    assertThat(rules.closes(below, memory)).isTrue();
    int sent = memory.sent.size();
    rules.follow(
        memory.event(
            AuditOperation.ORGANIZATION_BELOW_LIMIT, NOON.plusSeconds(9), "organization", used),
        memory);
    assertThat(memory.alerts.values().stream().map(Alert::status))
        .containsExactly(Alert.Status.Resolved, Alert.Status.Resolved, Alert.Status.New);
    assertThat(memory.comments.getFirst().text())
        .isEqualTo(
            "Closed by itself: the organization has used 690 of 1000 external recipients in 24"
                + " hours, less than 70 %.");
    assertThat(memory.sent).as("nobody is disturbed").hasSize(sent);
    assertThat(rules.closes(below, memory)).as("there is nothing left to close").isFalse();
  }

  @Test
  void of_a_lost_store_it_is_told_that_it_is_lost_and_that_it_is_back() {
    Audience all = new Audience(List.of("a@example.org"), true, List.of("w"), true, false, "");
    AlertRules rules = rules(AlertPolicies.SHIPPED, all);
    rules.follow(memory.event(AuditOperation.STORE_LOST, NOON, "Redis (mx1)", Map.of()), memory);
    rules.follow(
        memory.event(
            AuditOperation.STORE_BACK,
            NOON.plusSeconds(90),
            "Redis (mx1)",
            Map.of("Back", "2026-03-01T12:00:30Z")),
        memory);
    assertThat(memory.sent)
        .extracting(o -> notice(o).kind() + " " + (o.channel() + " " + o.to()).strip())
        .containsExactly(
            "ALERT WEBHOOK w",
            "ALERT SYSLOG",
            "ALERT MAIL a@example.org",
            "ALERT_CLOSED WEBHOOK w",
            "ALERT_CLOSED SYSLOG",
            "ALERT_CLOSED MAIL a@example.org");
    assertThat(memory.sent).extracting(Outgoing::key).doesNotHaveDuplicates();
    assertThat(memory.comments.getFirst().text())
        .isEqualTo(
            "Closed by itself: Redis (mx1) is back, without a break since 2026-03-01T12:00:30Z.");
  }

  @ParameterizedTest
  @CsvSource({
    "ORGANIZATION_BELOW_LIMIT, Used=500 Most=0, 'the organization has no limit any more; it has used"
        + " 500 external recipients in 24 hours.'",
    "DELISTED, By=time Comment=x, the restriction of x has run out.",
    "DELISTED, By=root, the restriction of x was lifted by root.",
  })
  void why_an_alert_closed_is_said_in_words_that_are_true(
      AuditOperation operation, String facts, String words) {
    Map<String, String> parameters =
        Stream.of(facts.split(" "))
            .map(fact -> fact.split("="))
            .collect(Collectors.toMap(fact -> fact[0], fact -> fact[1]));
    assertThat(Closing.words(AuditRecord.bySystem(operation, NOON, "x", parameters)))
        .isEqualTo("Closed by itself: " + words);
  }

  @Test
  void a_store_that_is_found_lost_again_after_a_restart_joins_its_open_alert_whenever_that_is() {
    AlertRules rules = rules(AlertPolicies.SHIPPED, ADMINS);
    for (int hour : List.of(0, 1, 30)) {
      Instant at = NOON.plusSeconds(hour * 3_600L);
      rules.follow(memory.event(AuditOperation.STORE_LOST, at, "Redis (a)", Map.of()), memory);
    }
    assertThat(memory.alerts.values()).extracting(Alert::events).containsExactly(3L);
    assertThat(memory.sent).as("told once").hasSize(ADMINS.tenantAdmins().size());
    Instant back = NOON.plusSeconds(200_000);
    rules.follow(memory.event(AuditOperation.STORE_BACK, back, "Redis (a)", Map.of()), memory);
    rules.follow(
        memory.event(AuditOperation.STORE_LOST, back.plusSeconds(3_600), "Redis (a)", Map.of()),
        memory);
    assertThat(memory.alerts).as("what is over is joined by nothing").hasSize(2);
  }

  /** Two stores are lost, and one mail a day is allowed. */
  @Test
  void the_end_of_a_lost_store_is_mailed_exactly_if_its_loss_was_whatever_the_daily_limit() {
    Telling once = new Telling(true, List.of("a@example.org"), 1);
    AlertPolicy policy = AlertPolicies.SHIPPED.find(AlertPolicies.STORE_LOST).orElseThrow();
    AlertRules rules =
        rules(new AlertPolicies(List.of(policy.with(true, Severity.High, once))), ADMINS);
    for (AuditOperation operation : List.of(AuditOperation.STORE_LOST, AuditOperation.STORE_BACK)) {
      for (String store : List.of("Redis (mx1)", "Redis (mx2)")) {
        rules.follow(memory.event(operation, NOON, store, Map.of()), memory);
      }
    }
    assertThat(memory.sent)
        .extracting(o -> notice(o).kind() + " " + notice(o).field("Entity"))
        .containsExactly("ALERT Redis (mx1)", "ALERT_CLOSED Redis (mx1)");
  }

  /** Resolved before this loss, by an end of its own: of that nothing is told again. */
  @ParameterizedTest
  @CsvSource({"0, 1", "60, 1", "-1, 0"})
  void the_end_of_a_lost_store_is_told_though_somebody_resolved_its_alert(int after, int told) {
    AlertRules rules = rules(AlertPolicies.SHIPPED, ADMINS);
    Instant lost = NOON.minusSeconds(60);
    rules.follow(memory.event(AuditOperation.STORE_LOST, lost, "Redis (a)", Map.of()), memory);
    Alert alert = memory.alerts.values().iterator().next();
    memory.keep(
        alert.changed(
            NOON.plusSeconds(after),
            Alert.Status.Resolved,
            "root",
            Alert.Classification.TruePositive),
        Optional.empty(),
        Optional.empty());
    memory.sent.clear();
    memory.arrived.add(
        new Outgoing(
            Outgoing.ALERT + alert.id() + ":mail:a@example.org",
            Channel.MAIL,
            "a@example.org",
            new Content.Notice(NoticeKind.ALERT, Map.of()),
            lost));
    Map<String, String> since = Map.of("Since", NOON.toString());
    Instant back = NOON.plusSeconds(120);
    rules.follow(memory.event(AuditOperation.STORE_BACK, back, "Redis (a)", since), memory);
    assertThat(memory.sent.stream().filter(o -> o.to().equals("a@example.org"))).hasSize(told);
    assertThat(memory.sent).allMatch(o -> notice(o).kind() == NoticeKind.ALERT_CLOSED);
    assertThat(memory.comments).as("it is resolved already").isEmpty();
  }

  @Test
  void who_was_told_directly_of_a_lost_store_is_told_that_it_is_back_and_no_mail_is_counted() {
    Telling once = new Telling(true, List.of("a@example.org"), 1);
    AlertPolicy policy = AlertPolicies.SHIPPED.find(AlertPolicies.STORE_LOST).orElseThrow();
    AlertRules rules =
        rules(new AlertPolicies(List.of(policy.with(true, Severity.High, once))), ADMINS);
    Map<String, String> told = Map.of(DirectNotices.TOLD, "MAIL a@example.org");
    rules.follow(memory.event(AuditOperation.STORE_LOST, NOON, "Facts (a)", told), memory);
    assertThat(memory.sent).isEmpty();
    AuditRecord loss = AuditRecord.bySystem(AuditOperation.STORE_LOST, NOON, "Facts (a)", Map.of());
    Outgoing direct = DirectNotices.of(AlertPolicies.SHIPPED, ADMINS, loss).getFirst();
    Map<String, String> since = Map.of("Since", NOON.toString());
    rules.follow(memory.event(AuditOperation.STORE_BACK, NOON, "Facts (a)", since), memory);
    assertThat(notice(memory.sent.getFirst()).field("Thread"))
        .isNotEmpty()
        .isEqualTo(notice(direct).field("Thread"));
    rules.follow(memory.event(AuditOperation.STORE_LOST, NOON, "Facts (b)", Map.of()), memory);
    assertThat(memory.sent)
        .extracting(o -> notice(o).kind() + " " + notice(o).field("Entity"))
        .containsExactly("ALERT_CLOSED Facts (a)", "ALERT Facts (b)");
    assertThat(notice(memory.sent.getLast()).field("LastOfDay")).isEqualTo("True");
  }

  @Test
  void who_was_told_directly_of_a_lost_store_is_not_told_again() {
    Audience all =
        new Audience(
            List.of("a@example.org", "b@example.org"), true, List.of("w"), true, false, "");
    AuditRecord loss =
        AuditRecord.bySystem(AuditOperation.STORE_LOST, NOON, "facts (mx1)", Map.of("Cause", "x"));
    List<Outgoing> direct = DirectNotices.of(AlertPolicies.SHIPPED, all, loss);
    assertThat(direct)
        .extracting(o -> (o.channel() + " " + o.to()).strip())
        .containsExactly("WEBHOOK w", "SYSLOG", "MAIL a@example.org", "MAIL b@example.org");
    AuditRecord told = DirectNotices.told(loss, direct.subList(1, 3));
    rules(AlertPolicies.SHIPPED, all)
        .follow(
            memory.event(AuditOperation.STORE_LOST, NOON, "facts (mx1)", told.parameters()),
            memory);
    assertThat(memory.sent)
        .extracting(o -> (o.channel() + " " + o.to()).strip())
        .containsExactly("WEBHOOK w", "MAIL b@example.org");
    assertThat(DirectNotices.told(loss, List.of())).isEqualTo(loss);
    AlertPolicy off =
        AlertPolicies.SHIPPED
            .find(AlertPolicies.STORE_LOST)
            .orElseThrow()
            .with(false, Severity.High, Telling.USUAL);
    assertThat(DirectNotices.of(AlertPolicies.SHIPPED.with(off), all, loss)).isEmpty();
  }

  @Test
  void a_lift_while_the_log_is_off_closes_its_alerts_and_says_that_there_is_no_record() {
    AlertRules rules = rules(AlertPolicies.SHIPPED, ADMINS);
    listed(rules, NOON, "anna@example.org");
    AuditRecord lifted =
        AuditRecord.bySystem(
            AuditOperation.DELISTED,
            NOON.plusSeconds(9),
            "anna@example.org",
            Map.of("Type", "User", "By", "root", "Comment", "called her"));
    rules.followUnrecorded(lifted, memory);
    assertThat(memory.alerts.values().stream().map(Alert::status))
        .containsExactly(Alert.Status.Resolved);
    assertThat(memory.comments.getFirst().text())
        .isEqualTo(
            "Closed by itself: the restriction of anna@example.org was lifted by root: called her."
                + " The audit log was off: there is no record of it.");
    rules.followUnrecorded(
        AuditRecord.bySystem(AuditOperation.LISTED, NOON, "x@example.org", Map.of("Type", "User")),
        memory);
    assertThat(memory.alerts).as("nothing fires").hasSize(1);
  }

  @Test
  void an_alert_that_a_restriction_joins_closes_with_it() {
    AlertRules rules = rules(AlertPolicies.SHIPPED, ADMINS);
    Map<String, String> limit =
        Map.of("Type", "User", "Limit", "recipients per day", "Policy", "Default");
    rules.follow(
        memory.event(AuditOperation.LIMIT_EXCEEDED, NOON, "anna@example.org", limit), memory);
    rules.follow(
        memory.event(AuditOperation.LISTED, NOON.plusSeconds(1), "anna@example.org", limit),
        memory);
    assertThat(memory.alerts).as("one joined, one of its own").hasSize(2);
    rules.follow(
        memory.event(AuditOperation.DELISTED, NOON.plusSeconds(9), "anna@example.org", limit),
        memory);
    assertThat(memory.alerts.values().stream().map(Alert::status))
        .containsOnly(Alert.Status.Resolved);
  }

  @Test
  void a_connector_and_a_user_of_one_name_are_two() {
    AlertRules rules = rules(AlertPolicies.SHIPPED, ADMINS);
    for (String type : List.of("User", "Connector")) {
      Map<String, String> facts = Map.of("Type", type, "Limit", "recipients per day");
      rules.follow(memory.event(AuditOperation.LISTED, NOON, "scanner", facts), memory);
    }
    assertThat(memory.alerts).as("two policies each, and none joins the other's").hasSize(4);
    rules.follow(
        memory.event(AuditOperation.DELISTED, NOON, "scanner", Map.of("Type", "Connector")),
        memory);
    assertThat(memory.open("scanner", Optional.of(RestrictedEntity.Kind.USER))).hasSize(2);
    assertThat(memory.open("scanner", Optional.of(RestrictedEntity.Kind.CONNECTOR))).isEmpty();
  }

  /** A mail that promises an end that never comes would be waited for. */
  @ParameterizedTest
  @CsvSource({
    "LIMIT_EXCEEDED, LIMIT_EXCEEDED, false",
    "LIMIT_EXCEEDED, LISTED, false",
    "LIMIT_EXCEEDED, SET_RULE, true",
    "STORE_LOST, SET_RULE, true",
    "STORE_LOST, STORE_LOST, false",
    "LISTED, SET_RULE, false",
    "SET_RULE, LIMIT_EXCEEDED, false"
  })
  void a_policy_that_listens_to_more_says_that_its_alert_stays_open(
      AuditOperation event, AuditOperation beside, boolean said) {
    AlertPolicy policy = custom(List.copyOf(EnumSet.of(event, beside)), Trigger.EACH);
    AlertRules rules = rules(new AlertPolicies(List.of(policy)), ADMINS);
    rules.follow(memory.event(event, NOON, "anna@example.org", Map.of("Type", "User")), memory);
    assertThat(memory.sent)
        .isNotEmpty()
        .allMatch(o -> notice(o).field("StaysOpen").isEmpty() == !said);
  }
}
