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
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Audience;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.UserType;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Connector;
import org.sluice.core.mail.Domains;
import org.sluice.core.mail.Network;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Senders;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.Groups;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyRule;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.testkit.MemoryLedger;

/** An administrator who is limited to domains sees and changes the senders of these alone. */
public abstract class DomainLimitContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "");
  private static final Actor LIMITED =
      new Actor(
          "lena@example.org",
          Role.GlobalAdministrator,
          "192.0.2.1",
          new Domains(List.of("example.org", ".Example.net")));
  private static final RestrictedEntity OWN = user("anna@example.org");
  private static final RestrictedEntity SUB = user("bert@mail.example.net");
  private static final RestrictedEntity FOREIGN = user("carl@example.com");
  private static final RestrictedEntity LIKE = user("dora@xexample.org");
  private static final RestrictedEntity PARENT = user("emil@example.net");
  private static final RestrictedEntity SCANNER = new RestrictedEntity(Kind.CONNECTOR, "scanner");
  private static final List<RestrictedEntity> ALL =
      List.of(OWN, SUB, FOREIGN, LIKE, PARENT, SCANNER);
  private static final Settings SETTINGS =
      new Settings(
          new Senders(
              "",
              List.of(
                  new Connector(
                      "scanner", "id", List.of(Network.parse("192.0.2.0/24").orElseThrow())))),
          new AcceptedDomains(List.of()),
          new Groups(Map.of()),
          new ServiceLimits(10_000, 1_000, 30, 0),
          PolicyBy.SUBMITTER,
          ZoneOffset.UTC,
          Settings.ADVICE,
          "",
          0);

  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;
  private final MemoryLedger ledger = new MemoryLedger();
  private List<RestrictedEntity> active = List.of();
  private Administration verbs;
  private Instant now = NOON;

  /** An empty database. */
  protected abstract FactsPlace place();

  private static RestrictedEntity user(String name) {
    return new RestrictedEntity(Kind.USER, name);
  }

  @BeforeEach
  void open() {
    Audience audience = new Audience(List.of("a@example.org"), true, List.of(), false, false, "");
    facts = place.open(folder, NOON, new FactsOptions(() -> 180, () -> audience, () -> {}));
    verbs =
        Verbs.on(
            facts,
            SETTINGS,
            () -> now,
            ledger,
            (wanted, most) ->
                active.stream()
                    .<SenderIdentity>map(e -> SETTINGS.senders().user(e.name()))
                    .filter(wanted)
                    .limit(most)
                    .toList());
    ALL.forEach(e -> verbs.restrictions().restrict(ROOT, e, "seen", Optional.empty()));
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private void forbidden(ThrowingCallable verb) {
    int before = facts.audit(1_000).size();
    assertThatThrownBy(verb)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.FORBIDDEN))
        .hasMessageContaining("lena@example.org");
    assertThat(facts.audit(1_000)).hasSize(before);
  }

  @Test
  void lists_show_own_senders_alone() {
    assertThat(Verbs.restricted(verbs, LIMITED, Kind.USER))
        .extracting(r -> r.entity())
        .containsExactlyInAnyOrder(OWN, SUB);
    assertThat(Verbs.restricted(verbs, LIMITED, Kind.CONNECTOR)).isEmpty();
    assertThat(Verbs.restricted(verbs, ROOT, Kind.USER)).hasSize(5);
  }

  @Test
  void each_verb_about_a_sender_is_carried_out_for_own_ones_and_refused_for_others() {
    for (RestrictedEntity own : List.of(OWN, SUB)) {
      assertThat(verbs.restrictions().history(LIMITED, own)).hasSize(1);
      now = NOON.plusSeconds(1);
      verbs.restrictions().restrict(LIMITED, own, "again", Optional.empty());
      verbs.restrictions().release(LIMITED, own, "called");
      assertThat(verbs.inquiries().explain(LIMITED, own.name())).isNotNull();
      assertThat(verbs.inquiries().usage(LIMITED, own.name()).sender()).isEqualTo(own.name());
    }
    for (RestrictedEntity other : List.of(FOREIGN, LIKE, PARENT, SCANNER, user("nobody@x.test"))) {
      forbidden(() -> verbs.restrictions().history(LIMITED, other));
      forbidden(() -> verbs.restrictions().restrict(LIMITED, other, "", Optional.empty()));
      forbidden(() -> verbs.restrictions().release(LIMITED, other, ""));
      forbidden(() -> verbs.inquiries().explain(LIMITED, other.name()));
      forbidden(() -> verbs.inquiries().usage(LIMITED, other.name()));
    }
  }

  @Test
  void a_reevaluation_lifts_own_senders_alone() {
    verbs.restrictions().reevaluate(LIMITED, "Default");
    assertThat(Verbs.restricted(verbs, ROOT, Kind.USER)).hasSize(5);
  }

  @Test
  void alerts_about_others_are_neither_listed_nor_shown_nor_changed() {
    AlertStore.AlertQuery all = new AlertStore.AlertQuery(List.of(), "", "");
    List<Alert> seen = verbs.alerts().list(LIMITED, all, 100);
    assertThat(seen).extracting(Alert::entity).containsExactlyInAnyOrder(OWN.name(), SUB.name());
    AlertVerbs.Change change =
        new AlertVerbs.Change(
            Optional.of(Alert.Status.Resolved),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    for (Alert alert : verbs.alerts().list(ROOT, all, 100)) {
      if (seen.contains(alert)) {
        assertThat(verbs.alerts().show(LIMITED, alert.id()).alert()).isEqualTo(alert);
        verbs.alerts().change(LIMITED, alert.id(), change, Map.of());
      } else {
        assertThatThrownBy(() -> verbs.alerts().show(LIMITED, alert.id()))
            .hasMessageContaining("couldn't be found");
        assertThatThrownBy(() -> verbs.alerts().change(LIMITED, alert.id(), change, Map.of()))
            .hasMessageContaining("couldn't be found");
      }
    }
  }

  @Test
  void notifications_of_others_are_not_listed() {
    assertThat(verbs.notifications().list(LIMITED, List.of()))
        .hasSize(2)
        .allSatisfy(d ->
            assertThat(d.outgoing().content().toString()).containsAnyOf(OWN.name(), SUB.name()));
    assertThat(verbs.notifications().list(ROOT, List.of())).hasSizeGreaterThan(2);
  }

  @Test
  void notifications_behind_many_of_others_are_listed() {
    facts
        .outbox()
        .putAll(
            IntStream.rangeClosed(0, Outbox.MOST)
                .mapToObj(i ->
                    new Outgoing(
                        "other " + i,
                        Channel.WEBHOOK,
                        "pager" + i % 2,
                        new Content.Notice(
                            NoticeKind.ALERT, Map.of("Entity", "kai@elsewhere.test")),
                        NOON))
                .toList());
    assertThat(verbs.notifications().list(LIMITED, List.of())).hasSize(2);
    assertThat(verbs.notifications().list(ROOT, List.of())).hasSize(Outbox.MOST);
  }

  @Test
  void the_audit_log_shows_own_senders_and_own_acts_page_by_page() {
    verbs.restrictions().release(LIMITED, OWN, "called");
    AuditQuery all = AuditQuery.between(Instant.EPOCH, NOON.plusSeconds(1));
    var first = verbs.audit().search(LIMITED, all, AuditPlace.START, 3);
    assertThat(first).hasSize(3);
    var rest = verbs.audit().search(LIMITED, all, AuditPlace.of(first.getLast()), 1_000);
    assertThat(first).doesNotContainAnyElementsOf(rest);
    assertThat(rest)
        .isNotEmpty()
        .allSatisfy(r -> assertThat(LIMITED.sees(r.record().objectId())).isTrue());
    var whole = verbs.audit().search(ROOT, all, AuditPlace.START, 1_000);
    assertThat(whole).hasSizeGreaterThan(rest.size() + 3);
    for (var record : whole) {
      boolean own = first.contains(record) || rest.contains(record);
      assertThat(verbs.audit().record(LIMITED, record.number()).isPresent())
          .as(record.record().objectId())
          .isEqualTo(own);
      assertThat(verbs.audit().record(ROOT, record.number())).contains(record);
    }
  }

  @Test
  void who_is_called_as_sluice_itself_sees_none_of_its_acts_about_others() {
    Actor namesake =
        new Actor("sluice", Role.SecurityReader, "192.0.2.1", new Domains(List.of("example.org")));
    AuditQuery all = AuditQuery.between(Instant.EPOCH, NOON.plusSeconds(1));
    var seen = verbs.audit().search(namesake, all, AuditPlace.START, 1_000);
    assertThat(seen)
        .isNotEmpty()
        .allSatisfy(r -> assertThat(r.record().objectId()).isEqualTo(OWN.name()));
    var whole = verbs.audit().search(ROOT, all, AuditPlace.START, 1_000);
    assertThat(whole)
        .filteredOn(r -> r.record().userType() == UserType.System)
        .extracting(r -> r.record().objectId())
        .contains(OWN.name(), FOREIGN.name());
    for (var record : whole) {
      assertThat(verbs.audit().record(namesake, record.number()).isPresent())
          .as(record.record().objectId())
          .isEqualTo(seen.contains(record));
    }
  }

  @Test
  void what_a_policy_restricts_is_counted_of_own_senders_alone() {
    // Restrictions by hand are of no policy, whose name is empty.
    assertThat(verbs.policies().restrictedBy(LIMITED, "")).isEqualTo(2);
    assertThat(verbs.policies().restrictedBy(ROOT, "")).isEqualTo(ALL.size());
  }

  @Test
  void what_senders_sent_and_whom_a_rule_would_bind_is_told_of_own_ones_alone() {
    assertThat(verbs.sending().hours(LIMITED, OWN, Duration.ofDays(1))).isEmpty();
    forbidden(() -> verbs.sending().hours(LIMITED, FOREIGN, Duration.ofDays(1)));
    PolicyRule rule =
        new PolicyRule(
            "R",
            "P",
            true,
            new Conditions(Set.of(OWN.name(), SUB.name(), FOREIGN.name()), Set.of(), Set.of()),
            Conditions.NONE,
            "");
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    OutboundSpamPolicy fresh =
        new OutboundSpamPolicy("P", "", 1, 1, 1, d.action(), d.mode(), d.storeLoss());
    active = List.of(OWN, SUB, FOREIGN);
    assertThat(verbs.sending().preview(LIMITED, Optional.of(fresh), rule, 0).moved())
        .extracting(moved -> moved.sender())
        .containsExactlyInAnyOrder(OWN.name(), SUB.name());
    assertThat(verbs.sending().preview(ROOT, Optional.of(fresh), rule, 0).bound()).isEqualTo(3);
  }

  private void sends(RestrictedEntity sender) {
    SenderKey key = SenderKey.of(SETTINGS.senders().user(sender.name()).key());
    long at = NOON.toEpochMilli();
    var _ =
        ledger.charge(
            new Charge(key, 0, new long[] {1}, Charge.NOBODY, 1, true, at, 0, Limits.NONE));
  }

  @Test
  void own_senders_are_the_nearest_to_their_limits_however_many_others_are_nearer() {
    active =
        Stream.concat(
                IntStream.range(0, 100).mapToObj(i -> user("u" + i + "@example.com")),
                Stream.of(OWN))
            .toList();
    active.forEach(this::sends);
    assertThat(verbs.sending().nearest(LIMITED, 10))
        .extracting(report -> report.sender())
        .containsExactly(OWN.name());
    assertThat(verbs.sending().nearest(ROOT, 10)).hasSize(10);
  }

  @Test
  void what_concerns_the_organization_can_be_read_and_not_changed() {
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    PolicyRule rule =
        new PolicyRule(
            "R",
            "P",
            true,
            new Conditions(Set.of("anna@example.org"), Set.of(), Set.of()),
            Conditions.NONE,
            "");
    assertThat(verbs.policies().list(LIMITED)).isNotEmpty();
    assertThat(verbs.policies().show(LIMITED, "Default")).isNotNull();
    assertThat(verbs.rules().list(LIMITED)).isEmpty();
    assertThat(verbs.alertPolicies().list(LIMITED)).isNotEmpty();
    assertThat(verbs.audit().config(LIMITED).ingestion()).isTrue();
    List<ThrowingCallable> changes =
        List.of(
            () -> verbs.policies().create(LIMITED, d, Map.of()),
            () -> verbs.policies().change(LIMITED, "Default", Map.of(), p -> p),
            () -> verbs.policies().remove(LIMITED, "Default"),
            () -> verbs.rules().create(LIMITED, rule, Optional.empty(), Map.of()),
            () -> verbs.rules().change(LIMITED, "R", Optional.empty(), Map.of(), r -> r),
            () -> verbs.rules().enable(LIMITED, "R", false),
            () -> verbs.rules().remove(LIMITED, "R"),
            () ->
                verbs
                    .alertPolicies()
                    .create(LIMITED, verbs.alertPolicies().list(ROOT).getFirst(), Map.of()),
            () -> verbs.alertPolicies().change(LIMITED, "x", Map.of(), p -> p),
            () -> verbs.alertPolicies().remove(LIMITED, "x"),
            () -> verbs.notifications().restart(LIMITED, 1),
            () -> verbs.notifications().test(LIMITED, Channel.SYSLOG, ""),
            () -> verbs.audit().turn(LIMITED, false));
    changes.forEach(this::forbidden);
  }
}
