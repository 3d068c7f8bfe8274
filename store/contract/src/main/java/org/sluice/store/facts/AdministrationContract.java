package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.AlertVerbs;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.AggregationType;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.AuditRecord.Modified;
import org.sluice.core.audit.RecordType;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.limit.Moment;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Senders;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.Groups;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyRule;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.testkit.Eventually;

/** Each verb leaves exactly one administrative record, and what it changed is there again. */
public abstract class AdministrationContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "127.0.0.1");
  private static final Actor READER = new Actor("eve", Role.SecurityReader, "192.0.2.9");
  private static final RestrictedEntity ANNA =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "anna@example.org");
  private static final Settings SETTINGS =
      new Settings(
          new Senders("example.org", List.of()),
          new AcceptedDomains(List.of("example.org")),
          new Groups(Map.of()),
          new ServiceLimits(10_000, 1_000, 30, 0),
          PolicyBy.SUBMITTER,
          ZoneOffset.UTC,
          Settings.ADVICE,
          "",
          0);

  private static final AlertStore.AlertQuery ALL = new AlertStore.AlertQuery(List.of(), "", "");
  private static final Content NOTICE = new Content.Notice(NoticeKind.TEST, Map.of());

  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;
  private Administration administration;

  /** An empty database. */
  protected abstract FactsPlace place();

  @BeforeEach
  void open() {
    facts = place.open(folder, NOON);
    administration = Verbs.on(facts, SETTINGS, () -> NOON);
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private void leavesOne(AuditOperation operation, Runnable verb) {
    List<AuditRecord> before = facts.audit(1_000);
    verb.run();
    List<AuditRecord> now = facts.audit(1_000);
    List<AuditRecord> added =
        now.subList(0, now.size() - before.size()).stream()
            .filter(r -> r.operation().recordType() == RecordType.ExchangeAdmin)
            .toList();
    assertThat(added).extracting(AuditRecord::operation).containsExactly(operation);
    assertThat(added.getFirst().userId()).isEqualTo("root");
    assertThat(added.getFirst().clientIp()).isEqualTo("127.0.0.1");
    assertThat(added.getFirst().creationTime()).isEqualTo(NOON);
  }

  private static OutboundSpamPolicy policy(String name, int external) {
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    return new OutboundSpamPolicy(
        name, "", external, 0, 0, d.action(), Mode.Enforce, d.storeLoss());
  }

  private static PolicyRule rule(String name) {
    return new PolicyRule(
        name,
        "Newsletter",
        true,
        new Conditions(Set.of("anna@example.org"), Set.of(), Set.of()),
        Conditions.NONE,
        "");
  }

  @Test
  void exactly_one_record_per_verb() {
    var policies = administration.policies();
    var rules = administration.rules();
    var restrictions = administration.restrictions();
    leavesOne(
        AuditOperation.NEW_POLICY,
        () -> policies.create(ROOT, policy("Newsletter", 5), Map.of("Name", "Newsletter")));
    leavesOne(
        AuditOperation.SET_POLICY,
        () -> policies.change(ROOT, "Newsletter", Map.of(), p -> policy("Newsletter", 9)));
    leavesOne(
        AuditOperation.NEW_RULE, () -> rules.create(ROOT, rule("R"), Optional.empty(), Map.of()));
    leavesOne(
        AuditOperation.SET_RULE,
        () -> rules.change(ROOT, "R", Optional.empty(), Map.of(), r -> rule("R")));
    leavesOne(AuditOperation.DISABLE_RULE, () -> rules.enable(ROOT, "R", false));
    leavesOne(AuditOperation.ENABLE_RULE, () -> rules.enable(ROOT, "R", true));
    leavesOne(
        AuditOperation.ADD_BLOCKED_SENDER_ADDRESS,
        () -> restrictions.restrict(ROOT, ANNA, "seen", Optional.empty()));
    leavesOne(
        AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS,
        () -> restrictions.release(ROOT, ANNA, "called"));
    leavesOne(
        AuditOperation.UPDATE_POLICY_RESTRICTIONS, () -> restrictions.reevaluate(ROOT, "Default"));
    leavesOne(AuditOperation.REMOVE_RULE, () -> rules.remove(ROOT, "R"));
    leavesOne(AuditOperation.REMOVE_POLICY, () -> policies.remove(ROOT, "Newsletter"));
  }

  @Test
  void a_changed_rule_leaves_its_old_and_its_new_values() {
    administration.policies().create(ROOT, policy("Newsletter", 5), Map.of());
    administration.policies().create(ROOT, policy("Other", 5), Map.of());
    var rules = administration.rules();
    rules.create(ROOT, rule("R"), Optional.empty(), Map.of());
    rules.create(ROOT, bound("Q", "Other", Set.of("b@example.org"), ""), Optional.of(1), Map.of());
    PolicyRule after = bound("R", "Newsletter", Set.of(), "why");
    rules.change(ROOT, "R", Optional.of(1), Map.of(), r -> after);
    assertThat(modified())
        .containsExactly(
            new Modified("Comments", "", "why"),
            new Modified("From", "[anna@example.org]", "[]"),
            new Modified("Priority", "0", "1"),
            new Modified("SenderDomainIs", "[]", "[example.org]"));
    rules.enable(ROOT, "R", false);
    assertThat(modified()).containsExactly(new Modified("Enabled", "true", "false"));
  }

  @Test
  void a_rule_that_names_what_is_not_there_is_doubted() {
    PolicyRule doubtful = bound("R", "Newsletter", Set.of("anna", "b@example.org"), "");
    assertThat(administration.inquiries().doubts(doubtful))
        .containsExactly(
            "Nobody is called 'anna': it is no connector, and users have their domain"
                + " (anna@example.org). Correct the rule.");
    PolicyRule pasted = bound("R", "Newsletter", Set.of("a@example.org b@example.org"), "");
    assertThat(administration.inquiries().doubts(pasted))
        .containsExactly(
            "Nobody is called 'a@example.org b@example.org': it is no connector, and the names of"
                + " users have no blank. Correct the rule.");
    assertThat(administration.inquiries().doubts(rule("R"))).isEmpty();
  }

  private static PolicyRule bound(String name, String policy, Set<String> from, String comments) {
    Set<String> domains = from.isEmpty() ? Set.of("example.org") : Set.of();
    Conditions conditions = new Conditions(from, Set.of(), domains);
    return new PolicyRule(name, policy, true, conditions, Conditions.NONE, comments);
  }

  private List<Modified> modified() {
    return facts.audit(1).getFirst().modified();
  }

  @Test
  void policies_and_rules_are_there_again() {
    administration.policies().create(ROOT, policy("Newsletter", 5), Map.of());
    administration.rules().create(ROOT, rule("R"), Optional.empty(), Map.of());
    var book = facts.book();
    facts.close();
    open();
    assertThat(facts.book()).usingRecursiveComparison().isEqualTo(book);
    assertThat(administration.inquiries().explain(READER, "anna@example.org").policy().name())
        .isEqualTo("Newsletter");
    assertThat(administration.inquiries().explain(READER, "bert@example.org").policy().name())
        .isEqualTo("Default");
  }

  @Test
  void a_reader_changes_nothing_and_leaves_no_record() {
    assertThatThrownBy(
            () -> administration.restrictions().restrict(READER, ANNA, "", Optional.empty()))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> administration.policies().create(READER, policy("X", 1), Map.of()))
        .isInstanceOf(Refusal.class);
    assertThat(facts.audit(10)).isEmpty();
    assertThat(Verbs.restricted(administration, READER, ANNA.kind())).isEmpty();
  }

  @Test
  void a_release_of_somebody_who_is_free_is_not_found_and_leaves_no_record() {
    assertThatThrownBy(() -> administration.restrictions().release(ROOT, ANNA, ""))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("couldn't be found");
    assertThat(facts.audit(10)).isEmpty();
  }

  private static AlertPolicy alertPolicy(String name, String comment) {
    return new AlertPolicy(
        name,
        false,
        true,
        Severity.Low,
        Category.Others,
        List.of(AuditOperation.SET_POLICY),
        AlertFilter.parse("ObjectId -eq 'Default'"),
        new Trigger(AggregationType.SimpleAggregation, 2, Duration.ofMinutes(5)),
        new Telling(true, List.of("x@example.org", Telling.TENANT_ADMINS), 3),
        comment);
  }

  @Test
  void exactly_one_record_per_verb_of_alerts_and_the_log() {
    var policies = administration.alertPolicies();
    administration.restrictions().restrict(ROOT, ANNA, "seen", Optional.empty());
    String id = administration.alerts().list(ROOT, ALL, 1).getFirst().id();
    leavesOne(
        AuditOperation.NEW_ALERT_POLICY,
        () -> policies.create(ROOT, alertPolicy("Mine", ""), Map.of()));
    leavesOne(
        AuditOperation.SET_ALERT_POLICY,
        () -> policies.change(ROOT, "mine", Map.of(), p -> alertPolicy("Mine", "why")));
    leavesOne(AuditOperation.REMOVE_ALERT_POLICY, () -> policies.remove(ROOT, "Mine"));
    leavesOne(
        AuditOperation.SET_ALERT,
        () ->
            administration
                .alerts()
                .change(
                    ROOT,
                    id.substring(0, 8),
                    new AlertVerbs.Change(
                        Optional.of(Alert.Status.InProgress),
                        Optional.of("bert"),
                        Optional.of(Alert.Classification.TruePositive),
                        Optional.of("I call her")),
                    Map.of()));
    leavesOne(
        AuditOperation.TEST_NOTIFICATION,
        () -> administration.notifications().test(ROOT, Channel.SYSLOG, ""));
    facts.outbox().put(new Outgoing("k", Channel.SYSLOG, "", NOTICE, NOON));
    leavesOne(
        AuditOperation.RESTART_NOTIFICATION, () -> administration.notifications().restart(ROOT, 1));
    facts.outbox().tried(1, Backoff.refused("no such user", NOON), NOON);
    leavesOne(
        AuditOperation.RESTART_NOTIFICATION,
        () -> assertThat(administration.notifications().restartGivenUp(ROOT)).isEqualTo(1));
    leavesOne(AuditOperation.SET_AUDIT_CONFIG, () -> administration.audit().turn(ROOT, false));
    leavesOne(AuditOperation.SET_AUDIT_CONFIG, () -> administration.audit().turn(ROOT, true));
    var shown = administration.alerts().show(READER, id);
    assertThat(shown.alert().assignee()).isEqualTo("bert");
    assertThat(shown.comments().getFirst().text()).isEqualTo("I call her");
    assertThat(shown.records().getFirst().record().objectId()).isEqualTo(ANNA.name());
  }

  /** The log alone cannot be written, then nothing can be. */
  @Test
  void a_release_that_cannot_be_recorded_does_not_happen_and_says_why() {
    administration.restrictions().restrict(ROOT, ANNA, "stolen", Optional.empty());
    place.sql(folder, "ALTER TABLE audit RENAME TO audit_gone");
    assertThat(unrecordable())
        .contains("cannot be recorded")
        .containsIgnoringCase("audit")
        .as("neither the statement nor its values, which may be secrets")
        .doesNotContain("called her", "INSERT", "jdbi");
    assertThat(facts.standing(ANNA).open()).as("still restricted").isPresent();
    place.sql(folder, "ALTER TABLE audit_gone RENAME TO audit");
    place.whileUnwritable(folder, () -> assertThat(unrecordable()).contains("cannot be recorded"));
    assertThat(facts.standing(ANNA).open()).as("still restricted").isPresent();
    assertThat(facts.history(ANNA, 9)).hasSize(1).allMatch(r -> r.lift().isEmpty());
    Eventually.holds(
        "it is written again",
        () -> {
          facts.sweep(new Moment(NOON.toEpochMilli(), NOON.toEpochMilli()));
          return facts.isRecording();
        });
    leavesOne(
        AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS,
        () -> administration.restrictions().release(ROOT, ANNA, "called her"));
    assertThat(facts.standing(ANNA).open()).isEmpty();
  }

  private String unrecordable() {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> administration.restrictions().release(ROOT, ANNA, "called her"));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNRECORDABLE);
    return String.valueOf(refusal.getMessage());
  }

  @Test
  void alert_policies_are_there_again() {
    administration.alertPolicies().create(ROOT, alertPolicy("Mine", "why"), Map.of());
    administration
        .alertPolicies()
        .change(
            ROOT,
            "User restricted from sending email",
            Map.of(),
            p -> p.with(false, Severity.Low, new Telling(false, List.of("y@example.org"), 9)));
    var before = administration.alertPolicies().list(READER);
    facts.close();
    open();
    assertThat(administration.alertPolicies().list(READER)).isEqualTo(before).hasSize(8);
  }

  @Test
  void what_is_not_allowed_of_alerts_changes_nothing_and_leaves_no_record() {
    var policies = administration.alertPolicies();
    String system = "User restricted from sending email";
    List<ThrowingCallable> forbidden =
        List.of(
            () -> policies.remove(ROOT, system),
            () -> policies.change(ROOT, system, Map.of(), p -> alertPolicy(system, "")),
            () -> policies.create(ROOT, alertPolicy(system, ""), Map.of()),
            () -> policies.create(READER, alertPolicy("X", ""), Map.of()),
            () -> policies.create(ROOT, alertPolicy(" ", ""), Map.of()),
            () -> policies.remove(ROOT, "None"),
            () -> administration.alerts().show(ROOT, "ffff"),
            () -> administration.notifications().restart(ROOT, 1),
            () -> administration.notifications().test(READER, Channel.SYSLOG, ""),
            () -> administration.notifications().test(ROOT, Channel.MAIL, "nobody"),
            () ->
                administration.audit().turn(new Actor("s", Role.SecurityAdministrator, ""), false));
    for (ThrowingCallable each : forbidden) {
      assertThatThrownBy(each).isInstanceOf(Refusal.class);
    }
    assertThat(facts.audit(10)).isEmpty();
    assertThat(administration.alertPolicies().list(READER))
        .isEqualTo(org.sluice.core.alert.AlertPolicies.SHIPPED.all());
  }

  /** The clock stands still. */
  @Test
  void restrictions_of_one_entity_in_one_millisecond_are_all_kept() {
    var restrictions = administration.restrictions();
    for (int i = 0; i < 2; i++) {
      restrictions.restrict(ROOT, ANNA, "first", Optional.empty());
      restrictions.restrict(ROOT, ANNA, "second", Optional.empty());
      restrictions.release(ROOT, ANNA, "");
    }
    assertThat(restrictions.history(ROOT, ANNA))
        .hasSize(4)
        .extracting(Restriction::id)
        .doesNotHaveDuplicates();
    assertThat(Verbs.restricted(administration, ROOT, ANNA.kind())).isEmpty();
  }
}
