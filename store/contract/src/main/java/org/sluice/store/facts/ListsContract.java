package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.RestrictedPage;
import org.sluice.core.administration.RestrictedPlace;
import org.sluice.core.administration.RestrictedQuery;
import org.sluice.core.administration.RestrictedQuery.Column;
import org.sluice.core.administration.RestrictionVerbs;
import org.sluice.core.administration.SendingVerbs;
import org.sluice.core.administration.SendingVerbs.Moved;
import org.sluice.core.administration.SendingVerbs.Preview;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Domains;
import org.sluice.core.mail.Senders;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.Groups;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyRule;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;

/** The lists that the portal shows: who is restricted, and whom a rule would bind. */
public abstract class ListsContract {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "127.0.0.1");
  private static final Actor ORG =
      new Actor(
          "lena", Role.SecurityAdministrator, "127.0.0.1", new Domains(List.of("example.org")));
  private static final Settings SETTINGS =
      new Settings(
          new Senders("", List.of()),
          new AcceptedDomains(List.of()),
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
  private Instant now = NOON;

  /** An empty database. */
  protected abstract FactsPlace place();

  @BeforeEach
  void open() {
    facts = place.open(folder, NOON);
    administration = Verbs.on(facts, SETTINGS, () -> now);
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private void restrict(String name, String reason, Optional<Instant> end) {
    now = now.plusSeconds(1);
    var _ =
        administration
            .restrictions()
            .restrict(ROOT, new RestrictedEntity(Kind.USER, name), reason, end);
  }

  private RestrictedPage page(String text, Column column, boolean descending, int from, int most) {
    return administration
        .restrictions()
        .page(ROOT, new RestrictedQuery(text, Optional.empty(), column, descending, from, most));
  }

  private static List<String> names(RestrictedPage page) {
    return page.rows().stream().map(r -> r.entity().name()).toList();
  }

  @Test
  void a_page_is_sorted_by_every_column_and_searched() {
    restrict("b@example.org", "Phished", Optional.of(NOON.plus(Duration.ofDays(2))));
    restrict("a@example.org", "leak", Optional.empty());
    restrict("c@example.net", "Leak", Optional.of(NOON.plus(Duration.ofDays(1))));
    assertThat(names(page("", Column.ENTITY, false, 0, 10)))
        .containsExactly("a@example.org", "b@example.org", "c@example.net");
    assertThat(names(page("", Column.CREATED, true, 0, 10)))
        .containsExactly("c@example.net", "a@example.org", "b@example.org");
    assertThat(names(page("", Column.CREATED, true, 1, 1))).containsExactly("a@example.org");
    assertThat(names(page("", Column.CREATED, false, 1, 9)))
        .containsExactly("a@example.org", "c@example.net");
    assertThat(page("", Column.CREATED, true, 3, 9).rows()).isEmpty();
    assertThat(names(page("", Column.BLOCK, false, 0, 10)))
        .containsExactly("c@example.net", "b@example.org", "a@example.org");
    assertThat(names(page("", Column.REASON, false, 1, 1))).containsExactly("b@example.org");
    RestrictedPage leaks = page("LEAK", Column.ENTITY, true, 0, 10);
    assertThat(names(leaks)).containsExactly("c@example.net", "a@example.org");
    assertThat(leaks.found()).isEqualTo(2);
    assertThat(leaks.all()).isEqualTo(3);
    assertThat(page("", Column.ENTITY, false, 3, 10).rows()).isEmpty();
    for (Column column : Column.values()) {
      assertThat(page("", column, false, 0, 10).rows()).hasSize(3);
    }
  }

  @Test
  void what_has_run_out_or_was_lifted_is_not_listed() {
    restrict("a@example.org", "", Optional.of(NOON.plusSeconds(60)));
    restrict("b@example.org", "", Optional.empty());
    now = NOON.plusSeconds(60).minusMillis(1);
    assertThat(names(page("", Column.CREATED, true, 0, 10))).hasSize(2);
    now = NOON.plusSeconds(60);
    assertThat(names(page("", Column.ENTITY, false, 0, 10))).containsExactly("b@example.org");
    assertThat(names(page("", Column.CREATED, true, 0, 10))).containsExactly("b@example.org");
    var _ =
        administration
            .restrictions()
            .release(ROOT, new RestrictedEntity(Kind.USER, "b@example.org"), "");
    assertThat(page("", Column.ENTITY, false, 0, 10).rows()).isEmpty();
  }

  private static RestrictedEntity user(String name) {
    return new RestrictedEntity(Kind.USER, name);
  }

  private List<Restriction> behind(RestrictedPlace place, int most) {
    return administration.restrictions().behind(ROOT, Optional.of(Kind.USER), place, most);
  }

  private static List<String> names(List<Restriction> found) {
    return found.stream().map(r -> r.entity().name()).toList();
  }

  @Test
  void what_is_lifted_or_added_between_two_pages_leaves_nothing_out_and_brings_nothing_twice() {
    for (String name : List.of("e", "d", "c", "b", "a")) {
      restrict(name + "@example.org", "", Optional.empty());
    }
    List<Restriction> first = behind(RestrictedPlace.START, 2);
    assertThat(names(first)).containsExactly("e@example.org", "d@example.org");
    for (String lifted : List.of("e@example.org", "d@example.org", "b@example.org")) {
      var _ = administration.restrictions().release(ROOT, user(lifted), "");
    }
    restrict("f@example.org", "", Optional.empty());
    List<Restriction> next = behind(RestrictedPlace.behind(first.getLast()), 2);
    assertThat(names(next)).containsExactly("c@example.org", "a@example.org");
    List<Restriction> last = behind(RestrictedPlace.behind(next.getLast()), 2);
    assertThat(names(last)).containsExactly("f@example.org");
    assertThat(behind(RestrictedPlace.behind(last.getLast()), 2)).isEmpty();
    assertThat(
            administration
                .restrictions()
                .behind(ROOT, Optional.of(Kind.CONNECTOR), RestrictedPlace.START, 9))
        .isEmpty();
  }

  private static Stream<Arguments> columnsAndReaders() {
    return Arrays.stream(Column.values())
        .flatMap(column -> Stream.of(ROOT, ORG).map(reader -> Arguments.of(column, reader)));
  }

  private void restrictUntilItsDay(String name) {
    char letter = name.charAt(0);
    restrict(name, String.valueOf(letter), Optional.of(NOON.plus(Duration.ofDays(letter))));
  }

  @ParameterizedTest
  @MethodSource("columnsAndReaders")
  void a_page_begins_behind_a_row_that_was_lifted_with_others_before_it(
      Column column, Actor reader) {
    for (String name : List.of("d", "b", "f", "a", "e", "c")) {
      if (reader.equals(ORG)) {
        restrictUntilItsDay(name + "@example.net");
      }
      restrictUntilItsDay(name + "@example.org");
    }
    RestrictionVerbs verbs = administration.restrictions();
    for (boolean descending : List.of(true, false)) {
      for (String text : List.of("", "example")) {
        RestrictedQuery second =
            new RestrictedQuery(text, Optional.empty(), column, descending, 3, 9);
        List<Restriction> rows = verbs.all(reader, second);
        List<String> all = names(rows);
        assertThat(all).hasSize(6).allMatch(name -> name.endsWith("@example.org"));
        Restriction last = rows.get(2);
        RestrictedQuery behind = second.behind(new RestrictedQuery.Last(last.entity(), last.id()));
        assertThat(names(verbs.page(reader, behind))).isEqualTo(all.subList(3, 6));
        release(all.getFirst());
        assertThat(verbs.page(reader, behind))
            .satisfies(page -> assertThat(names(page)).isEqualTo(all.subList(3, 6)))
            .satisfies(page -> assertThat(page.from()).isEqualTo(2));
        release(all.get(2));
        // What is lifted has another change: there, the number says where the page begins.
        assertThat(names(verbs.page(reader, behind)))
            .isEqualTo(all.subList(column == Column.CHANGED ? 5 : 3, 6));
        restrictUntilItsDay(all.getFirst());
        restrictUntilItsDay(all.get(2));
      }
    }
  }

  private void release(String name) {
    var _ = administration.restrictions().release(ROOT, user(name), "");
  }

  @Test
  void those_of_one_instant_are_parted_by_a_page_all_the_same() {
    for (String name : List.of("a", "b", "c")) {
      restrict(name + "@example.org", "", Optional.empty());
      now = NOON;
    }
    List<String> all = new ArrayList<>();
    RestrictedPlace place = RestrictedPlace.START;
    for (int i = 0; i < 3; i++) {
      Restriction one = behind(place, 1).getFirst();
      all.add(one.entity().name());
      place = RestrictedPlace.behind(one);
    }
    assertThat(all).containsExactlyInAnyOrder("a@example.org", "b@example.org", "c@example.org");
  }

  @ParameterizedTest
  @EnumSource(Column.class)
  void all_that_a_search_finds_comes_in_the_order_of_its_pages(Column column) {
    restrict("b@example.org", "leak", Optional.of(NOON.plus(Duration.ofDays(2))));
    restrict("a@example.org", "leak", Optional.empty());
    restrict("c@example.net", "Leak", Optional.of(NOON.plus(Duration.ofDays(1))));
    restrict("d@example.net", "other", Optional.empty());
    for (boolean descending : List.of(true, false)) {
      RestrictedQuery second =
          new RestrictedQuery("LEAK", Optional.empty(), column, descending, 2, 1);
      assertThat(names(administration.restrictions().all(ROOT, second)))
          .isEqualTo(names(page("leak", column, descending, 0, 9)))
          .hasSize(3);
    }
  }

  @Test
  void a_page_is_bounded() {
    assertThat(new RestrictedQuery("", Optional.empty(), Column.ENTITY, false, 0, 1).most())
        .isEqualTo(1);
    assertThat(
            new RestrictedQuery(
                    "x".repeat(RestrictedQuery.MOST_TEXT),
                    Optional.empty(),
                    Column.ENTITY,
                    false,
                    Integer.MAX_VALUE,
                    RestrictedQuery.MOST)
                .most())
        .isEqualTo(RestrictedQuery.MOST);
    assertThatThrownBy(() -> page("", Column.ENTITY, false, 0, 0)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> page("", Column.ENTITY, false, -1, 1)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> page("", Column.ENTITY, false, 0, RestrictedQuery.MOST + 1))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(
            () -> page("x".repeat(RestrictedQuery.MOST_TEXT + 1), Column.ENTITY, false, 0, 1))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void who_knows_a_part_of_a_name_finds_those_who_have_it() {
    int hour = (int) (NOON.getEpochSecond() / 3_600);
    restrict("henri.martin@example.org", "", Optional.empty());
    restrict("marie@example.org", "", Optional.empty());
    RestrictedEntity sent = new RestrictedEntity(Kind.USER, "henriette@example.org");
    facts.history().keep(List.of(new SenderHour(sent, hour - 1, 1, 1)));
    assertThat(administration.sending().alike(ROOT, " Henri", 10))
        .extracting(RestrictedEntity::name)
        .containsExactly("henri.martin@example.org", "henriette@example.org");
    assertThat(administration.sending().alike(ROOT, "henri", 1)).hasSize(1);
    assertThat(administration.sending().alike(ROOT, "nobody", 10)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1, 9999", "0, 10000", "1, 10000"})
  void a_preview_looks_at_so_many_and_says_at_how_many(int more, int looked) {
    int hour = (int) (NOON.getEpochSecond() / 3_600);
    facts
        .history()
        .keep(
            IntStream.range(0, SendingVerbs.MOST_PREVIEWED + more)
                .mapToObj(i ->
                    new SenderHour(
                        new RestrictedEntity(Kind.USER, "u" + i + "@example.org"), hour - 1, 1, 1))
                .toList());
    PolicyRule rule =
        new PolicyRule(
            "Sales",
            "Default",
            true,
            new Conditions(Set.of(), Set.of(), Set.of("example.org")),
            new Conditions(Set.of(), Set.of(), Set.of()),
            "");
    assertThat(administration.sending().preview(ROOT, Optional.empty(), rule, 0).looked())
        .isEqualTo(looked);
  }

  @Test
  void a_preview_names_those_whose_policy_would_change_and_changes_nothing() {
    int hour = (int) (NOON.getEpochSecond() / 3_600);
    facts
        .history()
        .keep(
            List.of(
                new SenderHour(new RestrictedEntity(Kind.USER, "a@example.org"), hour - 1, 1, 1),
                new SenderHour(new RestrictedEntity(Kind.USER, "a@example.org"), hour - 2, 1, 1),
                new SenderHour(new RestrictedEntity(Kind.USER, "b@example.org"), hour - 3, 1, 1),
                new SenderHour(new RestrictedEntity(Kind.USER, "c@example.net"), hour - 4, 1, 1),
                new SenderHour(
                    new RestrictedEntity(Kind.USER, "old@example.org"), hour - 337, 1, 1)));
    PolicyRule rule =
        new PolicyRule(
            "Sales",
            "Sales",
            true,
            new Conditions(Set.of(), Set.of(), Set.of("example.org")),
            new Conditions(Set.of("b@example.org"), Set.of(), Set.of()),
            "");
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    OutboundSpamPolicy fresh =
        new OutboundSpamPolicy("Sales", "", 1, 1, 1, d.action(), d.mode(), d.storeLoss());
    Preview preview = administration.sending().preview(ROOT, Optional.of(fresh), rule, 0);
    assertThat(preview)
        .isEqualTo(new Preview(3, 1, List.of(new Moved("a@example.org", "Default", "Sales"))));
    assertThat(administration.policies().list(ROOT)).hasSize(1);
    var _ = administration.policies().create(ROOT, fresh, Map.of());
    var _ = administration.rules().create(ROOT, rule, Optional.of(0), Map.of());
    assertThat(administration.sending().preview(ROOT, Optional.empty(), rule, 0).moved()).isEmpty();
  }
}
