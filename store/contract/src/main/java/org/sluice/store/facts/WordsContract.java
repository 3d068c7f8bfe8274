package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.mail.Domains;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyRule;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;

/**
 * What words and names may be. Databases differ in what they take; what the verbs take does not.
 */
public abstract class WordsContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "127.0.0.1");
  private static final RestrictedEntity ANNA = new RestrictedEntity(Kind.USER, "anna@example.org");
  private static final String NUL = "a\0b";

  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;
  private Administration verbs;

  /** An empty database. */
  protected abstract FactsPlace place();

  @BeforeEach
  void open() {
    facts = place.open(folder, NOON);
    verbs = Verbs.on(facts, ReleasesContract.settings(0), () -> NOON);
    verbs.policies().create(ROOT, policy("P", ""), Map.of());
    verbs.restrictions().restrict(ROOT, ANNA, "seen\r\n\tand heard", Optional.empty());
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private static OutboundSpamPolicy policy(String name, String displayName) {
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    return new OutboundSpamPolicy(name, displayName, 1, 1, 1, d.action(), d.mode(), d.storeLoss());
  }

  private static PolicyRule rule(String from, String comments) {
    Conditions conditions = new Conditions(Set.of(from), Set.of(), Set.of());
    return new PolicyRule("R", "P", true, conditions, Conditions.NONE, comments);
  }

  private void refuses(ThrowingCallable verb) {
    List<?> before = facts.audit(1_000);
    assertThatThrownBy(verb)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.INVALID));
    assertThat(facts.audit(1_000)).isEqualTo(before);
  }

  private AlertVerbs.Change change(Optional<String> assignee, Optional<String> comment) {
    return new AlertVerbs.Change(Optional.empty(), assignee, Optional.empty(), comment);
  }

  @Test
  void a_control_character_is_refused_in_every_word() {
    var restrictions = verbs.restrictions();
    RestrictedEntity odd = new RestrictedEntity(Kind.USER, NUL + "@example.org");
    refuses(() -> restrictions.restrict(ROOT, ANNA, NUL, Optional.empty()));
    refuses(() -> restrictions.restrict(ROOT, odd, "seen", Optional.empty()));
    refuses(() -> restrictions.release(ROOT, ANNA, NUL));
    refuses(() -> verbs.policies().create(ROOT, policy("Q", NUL), Map.of()));
    refuses(() -> verbs.policies().change(ROOT, "P", Map.of(), p -> policy("P", NUL)));
    refuses(() -> verbs.rules().create(ROOT, rule(NUL, ""), Optional.empty(), Map.of()));
    refuses(() -> verbs.rules().create(ROOT, rule(ANNA.name(), NUL), Optional.empty(), Map.of()));
    Alert alert = verbs.alerts().list(ROOT, new AlertQuery(List.of(), "", ""), 1).getFirst();
    refuses(() ->
        verbs
            .alerts()
            .change(ROOT, alert.id(), change(Optional.of(NUL), Optional.empty()), Map.of()));
    refuses(() ->
        verbs
            .alerts()
            .change(ROOT, alert.id(), change(Optional.empty(), Optional.of(NUL)), Map.of()));
  }

  @Test
  void tabs_and_ends_of_lines_are_kept_as_they_are() {
    assertThat(verbs.restrictions().open(ROOT, ANNA).orElseThrow().reason())
        .isEqualTo("seen\r\n\tand heard");
  }

  @Test
  void what_no_fact_can_have_is_asked_for_and_not_found() {
    RestrictedEntity odd = new RestrictedEntity(Kind.USER, NUL);
    assertThat(verbs.restrictions().history(ROOT, odd)).isEmpty();
    assertThat(verbs.restrictions().open(ROOT, odd)).isEmpty();
    assertThat(verbs.sending().hours(ROOT, odd, Duration.ofDays(1))).isEmpty();
    assertThat(verbs.alerts().list(ROOT, new AlertQuery(List.of(), NUL, ""), 9)).isEmpty();
    assertThat(verbs.alerts().count(ROOT, new AlertQuery(List.of(), "", NUL))).isZero();
    AlertQuery behind = new AlertQuery(List.of(), "", "", "", Domains.ALL, NUL);
    assertThatThrownBy(() -> facts.alerts().list(behind, 9))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is gone");
    assertThat(facts.alerts().find(NUL)).isEmpty();
  }

  @Test
  void a_name_has_no_blank_at_either_end() {
    for (String name : List.of("x ", " x", "x\u2003")) {
      refuses(() -> verbs.policies().create(ROOT, policy(name, ""), Map.of()));
      refuses(() ->
          verbs
              .access()
              .tokens()
              .create(ROOT, name, Role.SecurityReader, Domains.ALL, Optional.empty()));
    }
    assertThat(verbs.policies().create(ROOT, policy("x y", ""), Map.of()).name()).isEqualTo("x y");
  }

  private static PolicyRule ruleOf(int values, int length) {
    Set<String> from =
        IntStream.range(0, values)
            .mapToObj(i -> "x".repeat(length - 6) + (100_000 + i))
            .collect(Collectors.toSet());
    return new PolicyRule(
        "R",
        "P",
        true,
        new Conditions(from, Set.of(), Set.of()),
        new Conditions(from, from, from),
        "");
  }

  @Test
  void a_list_of_a_rule_has_so_many_values_of_such_a_length_and_no_more() {
    int most = Conditions.MOST_VALUES;
    refuses(() -> verbs.rules().create(ROOT, ruleOf(most + 1, 20), Optional.empty(), Map.of()));
    refuses(() ->
        verbs
            .rules()
            .create(ROOT, ruleOf(1, Conditions.MOST_LENGTH + 1), Optional.empty(), Map.of()));
    verbs.rules().create(ROOT, ruleOf(most, 20), Optional.empty(), Map.of());
    verbs
        .rules()
        .change(ROOT, "R", Optional.empty(), Map.of(), r -> ruleOf(1, Conditions.MOST_LENGTH));
    refuses(() ->
        verbs.rules().change(ROOT, "R", Optional.empty(), Map.of(), r -> ruleOf(most + 1, 20)));
  }
}
