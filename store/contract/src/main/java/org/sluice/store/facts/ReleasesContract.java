package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.Releases;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Senders;
import org.sluice.core.policy.Groups;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;

/** How often a sender is released within 30 days, where the configuration bounds it. */
public abstract class ReleasesContract {
  private static final int MOST = 2;
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "127.0.0.1");
  private static final Actor SAM = new Actor("sam", Role.SecurityAdministrator, "127.0.0.1");
  private static final RestrictedEntity ANNA =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "anna@example.org");
  private static final RestrictedEntity BERT =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "bert@example.org");

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
    administration = Verbs.on(facts, settings(MOST), () -> now);
  }

  static Settings settings(int most) {
    return new Settings(
        new Senders("example.org", List.of()),
        new AcceptedDomains(List.of("example.org")),
        new Groups(Map.of()),
        ServiceLimits.DEFAULT,
        PolicyBy.SUBMITTER,
        ZoneOffset.UTC,
        Settings.ADVICE,
        "",
        most);
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private void restrict(RestrictedEntity entity) {
    administration.restrictions().restrict(ROOT, entity, "seen", Optional.empty());
    now = now.plusSeconds(1);
  }

  private void restrictAndRelease(Actor by) {
    restrict(ANNA);
    administration.restrictions().release(by, ANNA, "");
    now = now.plusSeconds(1);
  }

  private void isRefused() {
    assertThatThrownBy(() -> administration.restrictions().release(SAM, ANNA, ""))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.kind()).isEqualTo(Refusal.Kind.FORBIDDEN))
        .hasMessageContaining("released 2 times within 30 days")
        .hasMessageContaining("Only a Global Administrator");
  }

  @Test
  void beyond_the_most_only_a_global_administrator_releases() {
    restrictAndRelease(SAM);
    restrictAndRelease(SAM);
    restrict(ANNA);
    isRefused();
    assertThat(facts.standing(ANNA).open()).as("still restricted").isPresent();
    restrict(BERT);
    administration.restrictions().release(SAM, BERT, "another has a count of its own");
    administration.restrictions().release(ROOT, ANNA, "");
    assertThat(administration.restrictions().releases(SAM, ANNA)).isEqualTo(new Releases(3, MOST));
  }

  /** Else the flag of the first, which is later, would outlive the release of the second. */
  @Test
  void what_replaces_the_restriction_of_a_clock_that_is_ahead_is_later_than_it() {
    now = NOON.plusSeconds(60);
    restrict(ANNA);
    now = NOON;
    Restriction second =
        administration.restrictions().restrict(ROOT, ANNA, "seen", Optional.empty());
    assertThat(facts.standing(ANNA).open()).contains(second);
    assertThat(second.created()).isEqualTo(NOON.plusSeconds(60).plusMillis(1));
    assertThat(facts.history(ANNA, 9))
        .extracting(Restriction::created)
        .containsExactly(second.created(), NOON.plusSeconds(60));
    now = NOON.plusSeconds(5);
    administration.restrictions().release(ROOT, ANNA, "");
    assertThat(facts.standing(ANNA).open()).isEmpty();
  }

  @Test
  void after_thirty_days_a_release_counts_no_more() {
    restrictAndRelease(SAM);
    Instant first = now.minusSeconds(1);
    restrictAndRelease(SAM);
    restrict(ANNA);
    now = first.plus(Duration.ofDays(30)).minusMillis(1);
    isRefused();
    now = first.plus(Duration.ofDays(30));
    assertThat(administration.restrictions().releases(SAM, ANNA).done()).isEqualTo(1);
    administration.restrictions().release(SAM, ANNA, "");
  }

  @Test
  void what_a_new_restriction_replaces_is_no_release() {
    restrict(ANNA);
    restrict(ANNA);
    restrict(ANNA);
    assertThat(administration.restrictions().releases(SAM, ANNA).done()).isZero();
    administration.restrictions().release(SAM, ANNA, "");
  }

  private void restrict(Actor by, Optional<Instant> end) {
    administration.restrictions().restrict(by, ANNA, "anew", end);
    now = now.plusSeconds(1);
  }

  @Test
  void a_new_end_before_the_one_that_holds_is_a_release() {
    restrict(ANNA);
    restrict(SAM, Optional.of(now.plusSeconds(90)));
    restrict(SAM, Optional.of(now.plusSeconds(90)));
    assertThat(administration.restrictions().releases(SAM, ANNA).done())
        .as("until lifted is the latest; a later end is no release")
        .isEqualTo(1);
    restrict(SAM, Optional.of(now.plusSeconds(60)));
    assertThat(administration.restrictions().releases(SAM, ANNA).done()).isEqualTo(2);
    Instant soon = now.plusSeconds(1);
    assertThatThrownBy(() -> restrict(SAM, Optional.of(soon)))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.kind()).isEqualTo(Refusal.Kind.FORBIDDEN))
        .hasMessageContaining("released 2 times within 30 days");
    assertThat(facts.standing(ANNA).open().orElseThrow().hasRunOut(soon)).isFalse();
    restrict(SAM, Optional.empty());
    restrict(ROOT, Optional.of(now.plusSeconds(1)));
    assertThat(administration.restrictions().releases(SAM, ANNA).done()).isEqualTo(3);
  }

  @Test
  void without_a_most_everybody_who_may_releases() {
    administration = Verbs.on(facts, settings(0), () -> now);
    for (int i = 0; i < 5; i++) {
      restrictAndRelease(SAM);
    }
  }
}
