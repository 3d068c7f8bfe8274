package org.sluice.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyBookTest {
  private static final Groups GROUPS = new Groups(Map.of("Staff", List.of("Anna@example.org")));

  @Test
  void default_applies_where_no_rule_does() {
    assertThat(PolicyBook.INITIAL.effective("anna@example.org", GROUPS).name())
        .isEqualTo("Default");
  }

  @Test
  void the_first_rule_that_matches_wins() {
    PolicyBook book =
        bookOf(
            rule("first", from("bert@example.org"), Conditions.NONE),
            rule("second", domains("example.org"), Conditions.NONE),
            rule("third", from("anna@example.org"), Conditions.NONE));

    assertThat(effective(book, "anna@example.org")).isEqualTo("second");
    assertThat(effective(book, "bert@example.org")).isEqualTo("first");
  }

  @Test
  void values_of_one_kind_are_alternatives_and_kinds_must_all_hold() {
    Conditions both =
        new Conditions(
            Set.of("anna@example.org", "bert@example.org"), Set.of("staff"), Set.of("example.org"));
    PolicyBook book = bookOf(rule("r", both, Conditions.NONE));

    assertThat(effective(book, "anna@example.org")).isEqualTo("r");
    assertThat(effective(book, "bert@example.org")).isEqualTo("Default");
  }

  @Test
  void one_exception_suffices() {
    PolicyBook book = bookOf(rule("r", domains("example.org"), from("anna@example.org")));

    assertThat(effective(book, "anna@example.org")).isEqualTo("Default");
    assertThat(effective(book, "bert@example.org")).isEqualTo("r");
  }

  @Test
  void a_connector_is_named_whatever_the_letters_of_its_name() {
    PolicyBook book = bookOf(rule("r", from("HP scanner"), Conditions.NONE));

    assertThat(effective(book, "HP scanner")).isEqualTo("r");
    assertThat(effective(book, "HP printer")).isEqualTo("Default");
  }

  @Test
  void a_domain_condition_holds_for_subdomains() {
    PolicyBook book = bookOf(rule("r", domains("example.org"), Conditions.NONE));

    assertThat(effective(book, "x@a.b.example.org")).isEqualTo("r");
    assertThat(effective(book, "x@notexample.org")).isEqualTo("Default");
  }

  @Test
  void a_rule_that_is_disabled_or_empty_matches_nobody() {
    PolicyRule off =
        new PolicyRule("off", "off", false, domains("example.org"), Conditions.NONE, "");
    PolicyBook book = bookOf(off, rule("empty", Conditions.NONE, Conditions.NONE));

    assertThat(effective(book, "anna@example.org")).isEqualTo("Default");
  }

  @Test
  void a_rule_at_a_taken_priority_moves_the_others_down() {
    PolicyBook book =
        bookOf(rule("a", from("x@y"), Conditions.NONE), rule("b", from("x@y"), Conditions.NONE))
            .plus(rule("c", from("x@y"), Conditions.NONE), 1);

    assertThat(book.rules()).extracting(PolicyRule::name).containsExactly("a", "c", "b");
  }

  @Test
  void the_explanation_tells_what_each_rule_said() {
    PolicyBook book =
        bookOf(
            rule("other", from("bert@example.org"), Conditions.NONE),
            rule("excepted", domains("example.org"), from("anna@example.org")),
            rule("mine", from("anna@example.org"), Conditions.NONE),
            rule("late", domains("example.org"), Conditions.NONE));

    Explanation explanation = book.explain("anna@example.org", GROUPS);

    assertThat(explanation.policy().name()).isEqualTo("mine");
    assertThat(explanation.steps())
        .extracting(Explanation.Step::match)
        .containsExactly(
            RuleMatch.NOT_NAMED,
            RuleMatch.EXCEPTED_BY_NAME,
            RuleMatch.APPLIES,
            RuleMatch.NOT_REACHED);
  }

  @Test
  void removing_a_policy_removes_its_rule() {
    PolicyBook book = bookOf(rule("a", from("x@y"), Conditions.NONE)).withoutPolicy("A");

    assertThat(book.rules()).isEmpty();
    assertThat(book.policies()).hasSize(1);
  }

  @Test
  void a_book_without_default_is_refused() {
    assertThatThrownBy(() -> new PolicyBook(List.of(), List.of()))
        .hasMessageContaining("Default is missing");
  }

  @Test
  void limits_beyond_exchanges_bounds_are_refused() {
    assertThatThrownBy(() ->
            new OutboundSpamPolicy(
                "p",
                "",
                10_001,
                0,
                0,
                ActionWhenThresholdReached.Alert,
                Mode.Enforce,
                StoreLoss.Local))
        .hasMessageContaining("0 to 10000, not 10001");
  }

  private static String effective(PolicyBook book, String sender) {
    return book.effective(sender, GROUPS).name();
  }

  private static PolicyBook bookOf(PolicyRule... rules) {
    PolicyBook book = PolicyBook.INITIAL;
    for (PolicyRule rule : rules) {
      book =
          book.plus(
                  new OutboundSpamPolicy(
                      rule.policy(),
                      "",
                      1,
                      1,
                      1,
                      ActionWhenThresholdReached.Alert,
                      Mode.Enforce,
                      StoreLoss.Local))
              .plus(rule, book.rules().size());
    }
    return book;
  }

  private static PolicyRule rule(String name, Conditions conditions, Conditions exceptions) {
    return new PolicyRule(name, name, true, conditions, exceptions, "");
  }

  private static Conditions from(String address) {
    return new Conditions(Set.of(address), Set.of(), Set.of());
  }

  private static Conditions domains(String domain) {
    return new Conditions(Set.of(), Set.of(), Set.of(domain));
  }
}
