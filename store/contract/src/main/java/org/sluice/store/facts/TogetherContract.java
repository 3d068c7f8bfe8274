package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.Rehearsed;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Domains;
import org.sluice.core.mail.Senders;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.Groups;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.policy.PolicyRule;

/** A policy and its rule that are changed as one. */
public abstract class TogetherContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "127.0.0.1");
  private static final Settings SETTINGS =
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

  private static OutboundSpamPolicy policy(int external) {
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    return new OutboundSpamPolicy(
        "Newsletter", "", external, 0, 0, d.action(), d.mode(), d.storeLoss());
  }

  private static PolicyRule rule(String... from) {
    Conditions conditions = new Conditions(Set.of(from), Set.of(), Set.of());
    return new PolicyRule("R", "Newsletter", true, conditions, Conditions.NONE, "");
  }

  private PolicyRule create(Actor actor, PolicyRule rule) {
    return administration.together(
        actor,
        (policies, rules) -> {
          var _ = policies.create(actor, policy(5), Map.of());
          return rules.create(actor, rule, Optional.empty(), Map.of()).rule();
        });
  }

  @Test
  void both_are_kept_with_a_record_of_each_in_their_order() {
    assertThat(create(ROOT, rule("anna@example.org"))).isEqualTo(rule("anna@example.org"));
    assertThat(facts.audit(9))
        .extracting(AuditRecord::operation)
        .containsExactly(AuditOperation.NEW_RULE, AuditOperation.NEW_POLICY);
    facts.close();
    facts = place.open(folder, NOON);
    assertThat(facts.book().policy("Newsletter")).contains(policy(5));
    assertThat(facts.book().rules()).containsExactly(rule("anna@example.org"));
  }

  private void refusesAll(Runnable change, Refusal.Kind kind) {
    PolicyBook before = facts.book();
    int records = facts.audit(9).size();
    assertThatThrownBy(change::run)
        .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.kind()).isEqualTo(kind));
    assertThat(facts.book()).isEqualTo(before);
    assertThat(facts.audit(9)).hasSize(records);
    facts.close();
    facts = place.open(folder, NOON);
    administration = Verbs.on(facts, SETTINGS, () -> NOON);
    assertThat(facts.book()).isEqualTo(before);
  }

  @Test
  void if_one_of_them_is_refused_neither_is_kept() {
    refusesAll(() -> create(ROOT, rule()), Refusal.Kind.INVALID);
    create(ROOT, rule("anna@example.org"));
    refusesAll(
        () ->
            administration.together(
                ROOT,
                (policies, rules) -> {
                  var _ = policies.change(ROOT, "Newsletter", Map.of(), p -> policy(9));
                  return rules.change(ROOT, "R", Optional.empty(), Map.of(), r -> rule());
                }),
        Refusal.Kind.INVALID);
  }

  @Test
  void who_may_not_change_policies_changes_neither_and_a_rehearsal_does_nothing() {
    refusesAll(
        () -> create(new Actor("r", Role.SecurityReader, ""), rule("anna@example.org")),
        Refusal.Kind.FORBIDDEN);
    Domains limit = new Domains(List.of("example.org"));
    refusesAll(
        () -> create(new Actor("l", Role.GlobalAdministrator, "", limit), rule("anna@example.org")),
        Refusal.Kind.FORBIDDEN);
    administration = administration.rehearsal();
    assertThatThrownBy(() -> create(ROOT, rule("anna@example.org"))).isInstanceOf(Rehearsed.class);
    assertThat(facts.audit(9)).isEmpty();
  }
}
