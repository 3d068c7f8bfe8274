package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;

class AlertRulesTest {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final Audience ADMINS =
      new Audience(List.of("a@example.org", "b@example.org"), true, List.of(), false, false, "");
  private static final String RESTRICTED = "User restricted from sending email";

  private final RememberedAlerts memory = new RememberedAlerts();

  private void listed(AlertRules rules, Instant at, String user) {
    rules.follow(
        memory.event(AuditOperation.LISTED, at, user, Map.of("Type", "User", "Policy", "Default")),
        memory);
  }

  static AlertRules rules(AlertPolicies policies, Audience audience) {
    return new AlertRules(policies, audience, policy -> List.of());
  }

  /** Only the policy of restricted users, with another telling. */
  private static AlertPolicies restricted(Telling telling) {
    AlertPolicy policy = AlertPolicies.SHIPPED.find(RESTRICTED).orElseThrow();
    return new AlertPolicies(List.of(policy.with(true, policy.severity(), telling)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LISTED | User | | User restricted from sending email",
        "LISTED | Connector | | Suspicious connector activity",
        "LISTED | User | RECIPIENTS_PER_DAY | User restricted from sending email,Email sending limit"
            + " exceeded",
        "LIMIT_EXCEEDED | User | recipients per day | Email sending limit exceeded",
        "SUSPICIOUS_PATTERN | User | | Suspicious email sending patterns detected",
        "ORGANIZATION_NEAR_LIMIT | | | Suspicious tenant sending patterns observed",
        "ORGANIZATION_LIMIT_REACHED | | | Tenant restricted from sending email",
        "STORE_LOST | | | Sluice store lost",
        "STORE_BACK | | | ''",
        "ORGANIZATION_BELOW_LIMIT | | | ''",
        "SET_POLICY | | | ''",
        "ALERT_TRIGGERED | | | ''",
      })
  void the_shipped_policies_fire_on_what_their_name_says(
      AuditOperation operation, String type, String limit, String fired) {
    Map<String, String> parameters =
        Map.of("Type", type == null ? "" : type, "Limit", limit == null ? "" : limit);
    rules(AlertPolicies.SHIPPED, ADMINS)
        .follow(memory.event(operation, NOON, "anna@example.org", parameters), memory);
    List<String> expected = fired.isEmpty() ? List.of() : List.of(fired.split(","));
    assertThat(memory.alerts.values().stream().map(Alert::policy))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(memory.records)
        .hasSize(expected.size())
        .allMatch(r -> r.operation() == AuditOperation.ALERT_TRIGGERED);
    assertThat(memory.sent).hasSize(2 * expected.size());
  }

  @ParameterizedTest
  @CsvSource({"59999, 1, 2", "60000, 2, 1", "60001, 2, 1"})
  void what_happens_within_a_minute_joins_the_alert(long millis, int alerts, long events) {
    AlertRules rules = rules(restricted(Telling.USUAL), ADMINS);
    listed(rules, NOON, "anna@example.org");
    listed(rules, NOON.plusMillis(millis), "anna@example.org");
    assertThat(memory.alerts).hasSize(alerts);
    assertThat(memory.alerts.values().iterator().next().events()).isEqualTo(events);
    assertThat(memory.sent).hasSize(2 * alerts);
  }

  @Test
  void another_entity_or_a_resolved_alert_is_not_joined() {
    AlertRules rules = rules(restricted(Telling.USUAL), ADMINS);
    listed(rules, NOON, "anna@example.org");
    listed(rules, NOON, "bert@example.org");
    rules.follow(
        memory.event(AuditOperation.DELISTED, NOON, "anna@example.org", Map.of("Type", "User")),
        memory);
    listed(rules, NOON.plusSeconds(1), "anna@example.org");
    assertThat(memory.alerts).hasSize(3);
  }

  @Test
  void more_than_so_many_in_the_window_fires_and_so_many_do_not() {
    AlertPolicy policy = custom(List.of(AuditOperation.SET_POLICY), THREE);
    AlertRules rules = rules(new AlertPolicies(List.of(policy)), ADMINS);
    for (int minute : List.of(0, 11, 12, 13)) {
      rules.follow(
          memory.event(
              AuditOperation.SET_POLICY, NOON.plusSeconds(minute * 60L), "Default", Map.of()),
          memory);
    }
    assertThat(memory.alerts).as("three within ten minutes").isEmpty();
    rules.follow(
        memory.event(AuditOperation.SET_POLICY, NOON.plusSeconds(14 * 60L), "Default", Map.of()),
        memory);
    assertThat(memory.alerts).as("four within ten minutes").hasSize(1);
  }

  @Test
  void having_fired_it_counts_anew_so_that_a_window_fires_once() {
    AlertRules rules =
        rules(
            new AlertPolicies(List.of(custom(List.of(AuditOperation.SET_POLICY), THREE))), ADMINS);
    for (int minute = 0; minute < 7; minute++) {
      rules.follow(
          memory.event(
              AuditOperation.SET_POLICY, NOON.plusSeconds(minute * 60L), "Default", Map.of()),
          memory);
    }
    assertThat(memory.alerts).as("seven events, of which three came after the alert").hasSize(1);
    rules.follow(
        memory.event(AuditOperation.SET_POLICY, NOON.plusSeconds(7 * 60L), "Default", Map.of()),
        memory);
    assertThat(memory.alerts).as("four after the alert").hasSize(2);
  }

  private static final Trigger THREE =
      new Trigger(AggregationType.SimpleAggregation, 3, Duration.ofMinutes(10));

  static AlertPolicy custom(List<AuditOperation> operations, Trigger trigger) {
    return new AlertPolicy(
        "Of our own",
        false,
        true,
        Severity.Low,
        Category.Others,
        operations,
        AlertFilter.NONE,
        trigger,
        Telling.USUAL,
        "");
  }

  @Test
  void with_a_daily_limit_of_one_twenty_alerts_bring_one_mail_that_says_it_is_the_last() {
    AlertRules rules = rules(restricted(new Telling(true, List.of("a@example.org"), 1)), ADMINS);
    for (int i = 0; i < 20; i++) {
      listed(rules, NOON, "u" + i + "@example.org");
    }
    assertThat(memory.alerts).hasSize(20);
    assertThat(memory.sent).hasSize(1);
    assertThat(notice(memory.sent.getFirst()).field("LastOfDay")).isEqualTo("True");
    listed(rules, Instant.parse("2026-03-01T23:59:59Z"), "late@example.org");
    assertThat(memory.sent).hasSize(1);
    listed(rules, Instant.parse("2026-03-02T00:00:00Z"), "next@example.org");
    assertThat(memory.sent).as("the count starts anew at midnight UTC").hasSize(2);
  }

  @Test
  void below_at_and_above_a_daily_limit() {
    AlertRules rules = rules(restricted(new Telling(true, List.of("a@example.org"), 2)), ADMINS);
    for (int i = 0; i < 3; i++) {
      listed(rules, NOON, "u" + i + "@example.org");
    }
    assertThat(memory.sent).hasSize(2);
    assertThat(memory.sent.stream().map(s -> notice(s).field("LastOfDay")))
        .containsExactly("", "True");
  }

  @Test
  void tenant_admins_are_every_address_and_nobody_is_written_to_twice() {
    Telling telling = new Telling(true, List.of("tenantadmins", "b@example.org", "c@x.org"), 0);
    listed(rules(restricted(telling), ADMINS), NOON, "anna@example.org");
    assertThat(memory.sent.stream().map(Outgoing::to))
        .containsExactly("a@example.org", "b@example.org", "c@x.org");
    assertThat(memory.sent.stream().map(Outgoing::key)).doesNotHaveDuplicates();
  }

  @Test
  void switched_off_policies_and_mails_are_silent_but_machines_hear_every_alert() {
    Audience all = new Audience(List.of("a@example.org"), true, List.of("w"), true, false, "");
    AlertPolicy policy = AlertPolicies.SHIPPED.find(RESTRICTED).orElseThrow();
    AlertPolicies off =
        new AlertPolicies(List.of(policy.with(false, Severity.High, Telling.USUAL)));
    listed(rules(off, all), NOON, "anna@example.org");
    assertThat(memory.alerts).isEmpty();
    listed(
        rules(restricted(new Telling(false, List.of("a@example.org"), 0)), all),
        NOON,
        "anna@example.org");
    assertThat(memory.alerts).hasSize(1);
    assertThat(memory.sent.stream().map(Outgoing::channel))
        .containsExactly(Channel.WEBHOOK, Channel.SYSLOG);
  }

  @Test
  void after_a_clock_was_set_back_an_event_is_an_alert_of_its_own() {
    AlertRules rules = rules(AlertPolicies.SHIPPED, ADMINS);
    AuditOperation pattern = AuditOperation.SUSPICIOUS_PATTERN;
    rules.follow(memory.event(pattern, NOON, "anna@example.org", Map.of()), memory);
    rules.follow(
        memory.event(pattern, NOON.minusSeconds(59), "anna@example.org", Map.of()), memory);
    assertThat(memory.alerts).hasSize(1);
    rules.follow(
        memory.event(pattern, NOON.minusSeconds(60), "anna@example.org", Map.of()), memory);
    assertThat(memory.alerts).hasSize(2);
  }

  @Test
  void a_policy_that_notifies_and_the_user_are_told_beside_the_alert() {
    Audience audience = new Audience(List.of(), true, List.of(), false, true, "");
    AlertRules rules =
        new AlertRules(
            AlertPolicies.SHIPPED,
            audience,
            policy -> policy.equals("Default") ? List.of("help@example.org") : List.of());
    listed(rules, NOON, "anna@example.org");
    assertThat(memory.sent)
        .extracting(o -> o.to() + " " + notice(o).kind())
        .containsExactly(
            "help@example.org " + NoticeKind.OUTBOUND_SPAM,
            "anna@example.org " + NoticeKind.USER_RESTRICTED);
  }

  @ParameterizedTest
  @CsvSource({
    "https://sluice.example.org, https://sluice.example.org/alerts/alert?id=",
    "https://mx.test/sluice/, https://mx.test/sluice/alerts/alert?id=",
    "'', ''"
  })
  void a_notice_links_to_its_alert_where_the_portal_is_known(String portal, String link) {
    Audience audience =
        new Audience(List.of("a@example.org"), true, List.of(), false, false, portal);
    listed(rules(AlertPolicies.SHIPPED, audience), NOON, "anna@example.org");
    Content.Notice notice = notice(memory.sent.getFirst());
    assertThat(notice.field("Link"))
        .isEqualTo(link.isEmpty() ? "" : link + notice.field("AlertId"));
  }

  static Content.Notice notice(Outgoing outgoing) {
    return (Content.Notice) outgoing.content();
  }
}
