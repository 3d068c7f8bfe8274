package org.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.AggregationType;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.alert.AlertStore.Whole;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.mail.Domains;
import org.sluice.core.restriction.RestrictedEntity;

/** What every store of alerts keeps, whatever it is built on. */
public abstract class AlertStoreContract extends AlertFixture {
  @Test
  void an_alert_comes_out_with_all_that_is_known_of_it() {
    listed(ANNA, NOON);
    Alert alert = store.list(all(), 10).getFirst();
    assertThat(alert)
        .isEqualTo(
            new Alert(
                alert.id(),
                RESTRICTED,
                Severity.High,
                Category.ThreatManagement,
                ANNA,
                Optional.of(RestrictedEntity.Kind.USER),
                NOON,
                NOON,
                1,
                Alert.Status.New,
                "",
                Alert.Classification.NotSet,
                true));
    assertThat(store.find(alert.id()).orElseThrow().events()).containsExactly(1L);
  }

  @Test
  void newest_first_and_no_more_than_asked_for() {
    IntStream.range(0, 5).forEach(i -> listed("u" + i + "@example.org", NOON));
    assertThat(entities(all(), 3))
        .containsExactly("u4@example.org", "u3@example.org", "u2@example.org");
  }

  @Test
  void each_condition_chooses_and_together_they_must_all_hold() {
    listed(ANNA, NOON);
    listed("bert@example.net", NOON);
    happen(List.of(event(AuditOperation.DELISTED, NOON, ANNA, "User")));
    happen(List.of(event(AuditOperation.SUSPICIOUS_PATTERN, NOON, ANNA, "User")));
    assertThat(entities(new AlertQuery(List.of(Alert.Status.Resolved), "", ""), 9))
        .containsExactly(ANNA);
    assertThat(
            entities(new AlertQuery(List.of(Alert.Status.New, Alert.Status.Resolved), "", ""), 9))
        .hasSize(3);
    assertThat(entities(new AlertQuery(List.of(), "ANNA@example.org", ""), 9)).hasSize(2);
    assertThat(entities(new AlertQuery(List.of(), ANNA, RESTRICTED.toUpperCase(Locale.ROOT)), 9))
        .hasSize(1);
    assertThat(entities(all().within(new Domains(List.of("example.net"))), 9))
        .containsExactly("bert@example.net");
    assertThat(entities(all().within(new Domains(List.of("exampl_.net"))), 9)).isEmpty();
    assertThat(entities(all().having("BERT@"), 9)).containsExactly("bert@example.net");
    assertThat(entities(all().having("restricted from"), 9)).hasSize(2);
    assertThat(entities(all().having("bert_example"), 9)).isEmpty();
    assertThat(entities(all().having("bert\0"), 9)).isEmpty();
  }

  @Test
  void those_behind_an_alert_are_the_older_ones_whatever_fires_meanwhile() {
    for (int i = 0; i < 5; i++) {
      listed("u" + i + "@example.org", NOON);
    }
    List<Alert> newest = store.list(all(), 2);
    listed("meanwhile@example.org", NOON);
    AlertQuery more = all().behind(newest.getLast().id());
    assertThat(entities(more, 2)).containsExactly("u2@example.org", "u1@example.org");
    assertThat(entities(more.having("u0"), 2)).containsExactly("u0@example.org");
    assertThat(store.count(more)).as("all that match").isEqualTo(6);
    AlertQuery last = all().behind(store.list(all(), 9).getLast().id());
    assertThat(store.list(last, 9)).isEmpty();
    assertThatThrownBy(() -> store.list(all().behind("gone"), 9))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
  }

  @Test
  void any_open_alert_is_counted_whichever_policy_it_is_of() {
    AlertQuery open = new AlertQuery(List.of(Alert.Status.New, Alert.Status.InProgress), "", "");
    assertThat(store.count(open)).isZero();
    keep(custom("Own", Trigger.EACH));
    listed(ANNA, NOON);
    listed("bert@example.net", NOON);
    happen(List.of(event(AuditOperation.SET_RULE, NOON, "r", "")));
    assertThat(store.count(open)).isEqualTo(3);
    assertThat(store.count(new AlertQuery(List.of(), "", "OWN"))).isEqualTo(1);
    assertThat(store.count(open.within(new Domains(List.of("example.net"))))).isEqualTo(1);
    happen(List.of(event(AuditOperation.DELISTED, NOON, ANNA, "User")));
    assertThat(store.count(open)).isEqualTo(2);
    assertThat(store.count(all())).as("resolved ones too").isEqualTo(3);
  }

  @Test
  void it_is_found_by_the_beginning_of_its_identifier_if_that_is_the_only_one() {
    IntStream.range(0, 2).forEach(i -> listed("u" + i + "@example.org", NOON));
    String id = store.list(all(), 1).getFirst().id();
    assertThat(store.find(id.substring(0, 35)).map(Whole::alert).map(Alert::entity))
        .hasValue("u1@example.org");
    assertThat(store.find("")).as("not the only one").isEmpty();
    assertThat(store.find(id + "0")).isEmpty();
  }

  @Test
  void what_an_administrator_changes_is_kept_with_comments_in_their_order() {
    listed(ANNA, NOON);
    Alert alert = store.list(all(), 1).getFirst();
    Alert changed =
        alert.changed(
            NOON.plusSeconds(1),
            Alert.Status.InProgress,
            "bert",
            Alert.Classification.TruePositive);
    store.change(alert, changed, Optional.of(new Alert.Comment(NOON, "bert", "first")), act());
    store.change(changed, changed, Optional.of(new Alert.Comment(NOON, "bert", "second")), act());
    Whole whole = store.find(alert.id()).orElseThrow();
    assertThat(whole.alert()).isEqualTo(changed);
    assertThat(whole.comments()).extracting(Alert.Comment::text).containsExactly("first", "second");
  }

  @Test
  void what_an_event_made_of_it_meanwhile_stays_when_an_administrator_comments() {
    listed(ANNA, NOON);
    Alert seen = store.list(all(), 1).getFirst();
    happen(List.of(event(AuditOperation.DELISTED, NOON.plusSeconds(1), ANNA, "User")));
    Alert commented =
        seen.changed(NOON.plusSeconds(2), seen.status(), "bert", Alert.Classification.TruePositive);
    store.change(seen, commented, Optional.empty(), act());
    Alert now = store.find(seen.id()).orElseThrow().alert();
    assertThat(now.status()).isEqualTo(Alert.Status.Resolved);
    assertThat(now.assignee()).isEqualTo("bert");
  }

  @Test
  void what_was_resolved_meanwhile_is_opened_again_only_by_who_has_seen_that() {
    listed(ANNA, NOON);
    Alert seen = store.list(all(), 1).getFirst();
    happen(List.of(event(AuditOperation.DELISTED, NOON.plusSeconds(1), ANNA, "User")));
    assertThat(store.change(seen, status(seen, Alert.Status.InProgress), Optional.empty(), act()))
        .isFalse();
    Alert resolved = store.find(seen.id()).orElseThrow().alert();
    assertThat(resolved.assignee()).isEmpty();
    assertThat(resolved.status()).isEqualTo(Alert.Status.Resolved);
    store.change(resolved, status(resolved, Alert.Status.InProgress), Optional.empty(), act());
    assertThat(store.find(seen.id()).orElseThrow().alert().status())
        .isEqualTo(Alert.Status.InProgress);
  }

  @Test
  void two_administrators_who_change_different_things_undo_nothing_of_each_other() {
    listed(ANNA, NOON);
    Alert seen = store.list(all(), 1).getFirst();
    Alert assigned =
        seen.changed(NOON.plusSeconds(1), seen.status(), "bert", seen.classification());
    Alert classified =
        seen.changed(NOON.plusSeconds(2), seen.status(), "", Alert.Classification.TruePositive);
    store.change(seen, assigned, Optional.empty(), act());
    store.change(seen, classified, Optional.empty(), act());
    Alert now = store.find(seen.id()).orElseThrow().alert();
    assertThat(now.assignee()).isEqualTo("bert");
    assertThat(now.classification()).isEqualTo(Alert.Classification.TruePositive);
    Optional<Alert.Comment> mine = Optional.of(new Alert.Comment(NOON, "carl", "mine"));
    Alert carls = seen.changed(NOON.plusSeconds(3), seen.status(), "carl", seen.classification());
    assertThat(store.change(seen, carls, mine, act())).isFalse();
    assertThat(store.find(seen.id()).orElseThrow().comments()).isEmpty();
  }

  private static Alert status(Alert alert, Alert.Status status) {
    return alert.changed(NOON.plusSeconds(2), status, "bert", Alert.Classification.NotSet);
  }

  /** Below, at and above the most events that are kept by number. */
  @Test
  void all_events_are_counted_and_the_first_thousand_are_kept() {
    List<AuditRecord> events =
        IntStream.range(0, Whole.MOST_EVENTS + 1)
            .mapToObj(
                i -> event(AuditOperation.SUSPICIOUS_PATTERN, NOON.plusMillis(i), ANNA, "User"))
            .toList();
    happen(events.subList(0, Whole.MOST_EVENTS - 1));
    assertThat(only().events()).hasSize(Whole.MOST_EVENTS - 1);
    happen(events.subList(Whole.MOST_EVENTS - 1, Whole.MOST_EVENTS));
    assertThat(only().events()).hasSize(Whole.MOST_EVENTS);
    happen(events.subList(Whole.MOST_EVENTS, Whole.MOST_EVENTS + 1));
    assertThat(only().events()).hasSize(Whole.MOST_EVENTS);
    assertThat(only().alert().events()).isEqualTo(Whole.MOST_EVENTS + 1L);
  }

  private Whole only() {
    return store.find("").orElseThrow();
  }

  @Test
  void an_event_a_minute_later_is_an_alert_of_its_own() {
    for (long millis : new long[] {0, 59_999, 60_000}) {
      happen(
          List.of(event(AuditOperation.SUSPICIOUS_PATTERN, NOON.plusMillis(millis), ANNA, "User")));
    }
    assertThat(store.list(all(), 9)).extracting(Alert::events).containsExactly(1L, 2L);
  }

  @Test
  void a_lift_closes_what_a_restriction_opened_or_joined_and_nothing_of_a_namesake() {
    happen(
        List.of(
            AuditRecord.bySystem(
                AuditOperation.LIMIT_EXCEEDED, NOON, ANNA, Map.of("Type", "User", "Limit", "x")),
            AuditRecord.bySystem(
                AuditOperation.LISTED, NOON, ANNA, Map.of("Type", "User", "Limit", "x")),
            AuditRecord.bySystem(
                AuditOperation.LISTED, NOON, ANNA, Map.of("Type", "Connector", "Limit", "x")),
            event(AuditOperation.DELISTED, NOON.plusSeconds(9), "Anna@example.org", "User")));
    assertThat(store.list(new AlertQuery(List.of(Alert.Status.Resolved), "", ""), 9))
        .hasSize(2)
        .allMatch(a -> a.kind().equals(Optional.of(RestrictedEntity.Kind.USER)));
    assertThat(store.list(new AlertQuery(List.of(Alert.Status.New), "", ""), 9))
        .hasSize(2)
        .allMatch(a -> a.kind().equals(Optional.of(RestrictedEntity.Kind.CONNECTOR)));
  }

  @Test
  void a_policy_of_more_than_so_many_fires_on_the_next_one() {
    Trigger three = new Trigger(AggregationType.SimpleAggregation, 3, Duration.ofMinutes(10));
    keep(custom("Many", three));
    for (int minute : List.of(0, 10, 11, 12)) {
      happen(List.of(event(AuditOperation.SET_RULE, NOON.plusSeconds(minute * 60L), "r", "")));
    }
    assertThat(store.list(all(), 9)).as("three within ten minutes").isEmpty();
    happen(List.of(event(AuditOperation.SET_RULE, NOON.plusSeconds(13 * 60L), "r", "")));
    assertThat(store.list(all(), 9)).extracting(Alert::policy).containsExactly("Many");
  }

  /** At the window ahead, and above it: a year. */
  @ParameterizedTest
  @CsvSource({"600000, 1", "600001, 0", "31536000000, 0"})
  void what_a_clock_dated_far_ahead_counts_no_more_when_it_is_set_back(long ahead, int alerts) {
    keep(custom("Many", new Trigger(AggregationType.SimpleAggregation, 1, Duration.ofMinutes(10))));
    for (long millis : List.of(ahead, 0L)) {
      happen(List.of(event(AuditOperation.SET_RULE, NOON.plusMillis(millis), "r", "")));
    }
    assertThat(store.list(all(), 9)).hasSize(alerts);
  }

  @Test
  void a_policy_of_more_than_so_many_that_has_fired_counts_anew() {
    Trigger two = new Trigger(AggregationType.SimpleAggregation, 2, Duration.ofMinutes(10));
    keep(custom("Many", two));
    for (int minute : List.of(0, 1, 2, 3, 4)) {
      happen(List.of(event(AuditOperation.SET_RULE, NOON.plusSeconds(minute * 60L), "r", "")));
    }
    assertThat(store.list(all(), 9)).as("on the third; two came after it").hasSize(1);
    Whole fired = only();
    assertThat(fired.alert().events()).as("those that brought it").isEqualTo(3);
    assertThat(fired.events()).hasSize(3).doesNotHaveDuplicates().isSorted();
    happen(List.of(event(AuditOperation.SET_RULE, NOON.plusSeconds(301), "R", "")));
    assertThat(store.list(all(), 9)).hasSize(2);
  }

  @Test
  void a_policy_of_more_than_so_many_counts_a_connector_apart_from_a_user_of_its_name() {
    Trigger two = new Trigger(AggregationType.SimpleAggregation, 2, Duration.ofMinutes(10));
    keep(custom("Many", two));
    for (int minute : List.of(0, 1)) {
      happen(List.of(event(AuditOperation.SET_RULE, minute(minute), "scanner", "User")));
      happen(List.of(event(AuditOperation.SET_RULE, minute(minute), "scanner", "Connector")));
      happen(List.of(event(AuditOperation.SET_RULE, minute(minute), "scanner", "")));
    }
    assertThat(store.list(all(), 9)).as("two of each").isEmpty();
    happen(List.of(event(AuditOperation.SET_RULE, minute(2), "Scanner", "Connector")));
    assertThat(store.list(all(), 9))
        .extracting(Alert::kind)
        .containsExactly(Optional.of(RestrictedEntity.Kind.CONNECTOR));
    happen(List.of(event(AuditOperation.SET_RULE, minute(4), "scanner", "User")));
    assertThat(store.list(all(), 9))
        .as("the connector's alert forgot nothing of the user")
        .hasSize(2);
  }

  @Test
  void names_with_a_capital_beyond_ascii_are_counted_and_joined_like_any_other() {
    Trigger two = new Trigger(AggregationType.SimpleAggregation, 2, Duration.ofMinutes(10));
    keep(custom("\u00dcberwachung", two));
    for (int minute : List.of(0, 1, 2)) {
      happen(List.of(event(AuditOperation.SET_RULE, minute(minute), "\u00d6ffentlich", "")));
    }
    assertThat(store.list(all(), 9)).hasSize(1);
    happen(List.of(event(AuditOperation.SET_RULE, minute(2), "\u00d6FFENTLICH", "")));
    assertThat(store.list(all(), 9)).as("it joins").hasSize(1);
    AlertQuery query = new AlertQuery(List.of(), "\u00d6ffentlich", "\u00dcberwachung");
    assertThat(store.list(query, 9)).extracting(Alert::events).containsExactly(4L);
  }

  private static Instant minute(int minute) {
    return NOON.plusSeconds(minute * 60L);
  }

  @Test
  void an_early_warning_closes_with_the_release_of_its_sender_and_of_nobody_else() {
    happen(
        List.of(
            event(AuditOperation.SUSPICIOUS_PATTERN, NOON, ANNA, "User"),
            event(AuditOperation.SUSPICIOUS_PATTERN, NOON, "bert@example.net", "User"),
            event(AuditOperation.LISTED, NOON.plusSeconds(9), ANNA, "User"),
            event(AuditOperation.DELISTED, NOON.plusSeconds(99), "Anna@example.org", "User")));
    assertThat(entities(new AlertQuery(List.of(Alert.Status.New), "", ""), 9))
        .containsExactly("bert@example.net");
  }

  @Test
  void a_store_that_is_back_and_an_organization_below_its_limit_close_their_alerts() {
    happen(
        List.of(
            AuditRecord.bySystem(AuditOperation.STORE_LOST, NOON, "Redis (a)", Map.of()),
            AuditRecord.bySystem(AuditOperation.STORE_LOST, NOON, "Redis (b)", Map.of()),
            AuditRecord.bySystem(
                AuditOperation.ORGANIZATION_LIMIT_REACHED, NOON, "organization", Map.of()),
            AuditRecord.bySystem(
                AuditOperation.STORE_BACK, NOON.plusSeconds(60), "Redis (a)", Map.of()),
            AuditRecord.bySystem(
                AuditOperation.ORGANIZATION_BELOW_LIMIT,
                NOON.plusSeconds(60),
                "organization",
                Map.of("Used", "1", "Most", "9"))));
    assertThat(entities(new AlertQuery(List.of(Alert.Status.New), "", ""), 9))
        .containsExactly("Redis (b)");
  }

  private static AlertPolicy custom(String name, Trigger trigger) {
    return new AlertPolicy(
        name,
        false,
        true,
        Severity.Low,
        Category.Others,
        List.of(AuditOperation.SET_RULE),
        AlertFilter.NONE,
        trigger,
        new Telling(true, List.of("a@example.org", "b@example.org"), 7),
        "why");
  }

  private void keep(AlertPolicy more) {
    store.keep(store.policies(), store.policies().plus(more), act());
  }

  @Test
  void policies_are_kept_as_they_are_and_the_shipped_ones_are_always_there() {
    assertThat(store.policies()).isEqualTo(AlertPolicies.SHIPPED);
    AlertPolicy own = custom("Own", Trigger.EACH);
    keep(own);
    assertThat(store.policies().find("own")).hasValue(own);
    AlertPolicy off =
        AlertPolicies.SHIPPED.all().getFirst().with(false, Severity.Low, own.telling());
    store.keep(store.policies(), store.policies().with(off).without("Own"), act());
    assertThat(store.policies().find(off.name())).hasValue(off);
    assertThat(store.policies().find("Own")).isEmpty();
    assertThat(store.policies().all()).hasSameSizeAs(AlertPolicies.SHIPPED.all());
    listed(ANNA, NOON);
    assertThat(store.list(all(), 9)).as("it is off").isEmpty();
  }
}
