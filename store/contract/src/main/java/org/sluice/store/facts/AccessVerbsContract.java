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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.access.Role;
import org.sluice.core.access.WebSession.Stage;
import org.sluice.core.administration.AccessVerbs;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.AdministratorVerbs;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.SignInVerbs;
import org.sluice.core.alert.Audience;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Domains;
import org.sluice.core.mail.Senders;
import org.sluice.core.policy.Groups;
import org.sluice.testkit.CountedSecrets;

/** Administrators, tokens, sessions and signing in: what each verb does and records. */
public abstract class AccessVerbsContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "127.0.0.1");
  private static final String ANNA = "anna@example.org";
  private static final String BERT = "bert@example.org";
  private static final SignInVerbs.Browser BROWSER =
      new SignInVerbs.Browser("192.0.2.1", "Firefox", "");
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

  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;
  private AccessVerbs access;
  private Instant now = NOON;

  /** An empty database. */
  protected abstract FactsPlace place();

  @BeforeEach
  void open() {
    Audience audience =
        new Audience(List.of("Root@Example.org"), true, List.of(), false, false, "");
    facts = place.open(folder, NOON, new FactsOptions(() -> 180, () -> audience, () -> {}));
    access = Verbs.on(facts, SETTINGS, () -> now).access();
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private void leavesOne(AuditOperation operation, Runnable verb) {
    int before = facts.audit(1_000).size();
    verb.run();
    List<AuditRecord> all = facts.audit(1_000);
    assertThat(all.subList(0, all.size() - before))
        .extracting(AuditRecord::operation)
        .containsExactly(operation);
    assertThat(all.toString()).doesNotContain("token-", "hash", "SECRET");
  }

  private void refuses(ThrowingCallable verb, Refusal.Kind kind) {
    List<AuditRecord> before = facts.audit(1_000);
    assertThatThrownBy(verb)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(kind));
    assertThat(facts.audit(1_000)).isEqualTo(before);
  }

  private Administrator first(String address) {
    String token = access.account().inviteFirst().orElseThrow();
    return access.account().becomeFirst(token, address, "hash", "192.0.2.1");
  }

  private static AdministratorVerbs.Change to(Role role) {
    return new AdministratorVerbs.Change(
        Optional.empty(), Optional.of(role), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static AdministratorVerbs.Change to(Domains domains, Optional<Boolean> enabled) {
    return new AdministratorVerbs.Change(
        Optional.empty(), Optional.empty(), Optional.of(domains), enabled, Optional.empty());
  }

  @Test
  void exactly_one_record_per_verb() {
    AdministratorVerbs people = access.administrators();
    leavesOne(AuditOperation.NEW_ADMINISTRATOR, () -> first(ANNA));
    leavesOne(
        AuditOperation.NEW_ADMINISTRATOR,
        () -> people.add(ROOT, BERT, "Bert", Role.SecurityReader, Domains.ALL));
    leavesOne(
        AuditOperation.SET_ADMINISTRATOR,
        () -> people.change(ROOT, BERT, to(Role.SecurityAdministrator)));
    leavesOne(AuditOperation.RESET_ADMINISTRATOR, () -> people.reset(ROOT, BERT, true));
    Actor bert = new Actor(BERT, Role.SecurityAdministrator, "");
    leavesOne(
        AuditOperation.SET_OWN_PASSWORD, () -> access.account().changePassword(bert, "hash2", ""));
    leavesOne(
        AuditOperation.SET_OWN_SECOND_FACTOR,
        () -> access.account().takeSecondFactor(bert, "SECRET", 5, List.of("c"), ""));
    Credentials proved =
        access
            .signIn()
            .credentials(
                facts
                    .access(new CountedSecrets())
                    .administrators()
                    .administrator(BERT)
                    .orElseThrow());
    leavesOne(
        AuditOperation.USER_LOGGED_IN,
        () -> access.signIn().complete(BERT, proved, BROWSER, "password"));
    leavesOne(
        AuditOperation.SET_OWN_SECOND_FACTOR, () -> access.account().dropSecondFactor(bert, ""));
    leavesOne(AuditOperation.REMOVE_SESSION, () -> access.sessions().end(bert, BERT, ""));
    leavesOne(
        AuditOperation.USER_LOGIN_FAILED,
        () -> access.signIn().failed(BERT, "192.0.2.1", "wrong password"));
    leavesOne(AuditOperation.REMOVE_ADMINISTRATOR, () -> people.remove(ROOT, BERT));
    leavesOne(
        AuditOperation.NEW_API_TOKEN,
        () -> access.tokens().create(ROOT, "T", Role.MailServer, Domains.ALL, Optional.empty()));
    leavesOne(AuditOperation.REMOVE_API_TOKEN, () -> access.tokens().revoke(ROOT, "t"));
  }

  @Test
  void the_first_link_makes_one_global_administrator_and_each_start_makes_a_new_one() {
    String old = access.account().inviteFirst().orElseThrow();
    String token = access.account().inviteFirst().orElseThrow();
    assertThat(access.account().link(old)).isEmpty();
    assertThat(access.account().link(token).orElseThrow().isFirst()).isTrue();
    refuses(() -> access.account().becomeFirst(old, ANNA, "hash", ""), Refusal.Kind.NOT_FOUND);
    refuses(
        () -> access.account().becomeFirst(token, "no address", "hash", ""), Refusal.Kind.INVALID);
    Administrator first = access.account().becomeFirst(token, " Anna@Example.org", "hash", "");
    assertThat(first.userId()).isEqualTo(ANNA);
    assertThat(first.canDoAll()).isTrue();
    refuses(() -> access.account().becomeFirst(token, BERT, "hash", ""), Refusal.Kind.NOT_FOUND);
    assertThat(access.account().inviteFirst()).isEmpty();
  }

  @Test
  void a_link_holds_a_day_and_once() {
    first(ANNA);
    String token =
        access.administrators().add(ROOT, BERT, "", Role.SecurityReader, Domains.ALL).token();
    now = NOON.plus(OneTimeLink.HOLDS);
    assertThat(access.account().link(token)).isEmpty();
    refuses(() -> access.account().redeem(token, "hash", ""), Refusal.Kind.NOT_FOUND);
    now = NOON.plus(OneTimeLink.HOLDS).minus(Duration.ofMillis(1));
    access.account().redeem(token, "hash", "192.0.2.1");
    refuses(() -> access.account().redeem(token, "hash", ""), Refusal.Kind.NOT_FOUND);
    assertThat(access.administrators().show(ROOT, BERT).hasPassword()).isTrue();
  }

  @Test
  void the_last_global_administrator_stays_one() {
    first(ANNA);
    AdministratorVerbs people = access.administrators();
    people.add(ROOT, BERT, "", Role.SecurityAdministrator, Domains.ALL);
    Domains limit = new Domains(List.of("example.org"));
    refuses(() -> people.remove(ROOT, ANNA), Refusal.Kind.INVALID);
    refuses(() -> people.change(ROOT, ANNA, to(Role.SecurityReader)), Refusal.Kind.INVALID);
    refuses(() -> people.change(ROOT, ANNA, to(limit, Optional.empty())), Refusal.Kind.INVALID);
    refuses(
        () -> people.change(ROOT, ANNA, to(Domains.ALL, Optional.of(false))), Refusal.Kind.INVALID);
    people.change(ROOT, BERT, to(Role.GlobalAdministrator));
    people.change(ROOT, ANNA, to(Role.SecurityReader));
    refuses(() -> people.remove(ROOT, BERT), Refusal.Kind.INVALID);
  }

  @Test
  void only_an_unlimited_global_administrator_manages_access() {
    first(ANNA);
    Domains limit = new Domains(List.of("example.org"));
    for (Actor other :
        List.of(
            new Actor("s", Role.SecurityAdministrator, ""),
            new Actor("r", Role.SecurityReader, ""),
            new Actor("m", Role.MailServer, ""),
            new Actor("l", Role.GlobalAdministrator, "", limit))) {
      List<ThrowingCallable> verbs =
          List.of(
              () -> access.administrators().list(other),
              () -> access.administrators().show(other, ANNA),
              () -> access.administrators().add(other, BERT, "", Role.SecurityReader, Domains.ALL),
              () -> access.administrators().change(other, ANNA, to(Role.SecurityReader)),
              () -> access.administrators().remove(other, ANNA),
              () -> access.administrators().reset(other, ANNA, false),
              () -> access.tokens().list(other),
              () ->
                  access
                      .tokens()
                      .create(other, "T", Role.SecurityReader, Domains.ALL, Optional.empty()),
              () -> access.tokens().revoke(other, "T"),
              () -> access.sessions().list(other, ANNA),
              () -> access.sessions().end(other, ANNA, ""));
      for (ThrowingCallable verb : verbs) {
        refuses(verb, Refusal.Kind.FORBIDDEN);
      }
    }
  }

  @Test
  void another_role_and_a_reset_end_the_sessions_and_a_reset_password_holds_no_more() {
    Administrator anna = first(ANNA);
    var begun =
        access.signIn().complete(ANNA, access.signIn().credentials(anna), BROWSER, "password");
    assertThat(begun.session().stage()).isEqualTo(Stage.SIGNED_IN);
    assertThat(access.signIn().session(begun.cookie())).contains(begun.session());
    access.administrators().add(ROOT, BERT, "", Role.GlobalAdministrator, Domains.ALL);
    access.administrators().change(ROOT, ANNA, to(Role.SecurityReader));
    assertThat(access.signIn().session(begun.cookie())).isEmpty();
    var again =
        access.signIn().complete(ANNA, access.signIn().credentials(anna), BROWSER, "password");
    access.administrators().reset(ROOT, ANNA, false);
    assertThat(access.signIn().session(again.cookie())).isEmpty();
    assertThat(access.signIn().credentials(anna).hasPassword()).isFalse();
  }

  @Test
  void a_code_is_taken_once_and_a_sign_in_that_a_new_password_overtook_fails() {
    Administrator anna = first(ANNA);
    Actor own = new Actor(ANNA, Role.GlobalAdministrator, "");
    access.account().takeSecondFactor(own, "SECRET", 5, List.of("c1", "c2"), "");
    Credentials kept = access.signIn().credentials(anna);
    Credentials code = kept.withSecondFactor("SECRET", 6, kept.recoveryCodes());
    Credentials recovery = kept.withSecondFactor("SECRET", 5, List.of("c1"));
    access.signIn().complete(ANNA, recovery, BROWSER, "recovery code");
    refuses(
        () -> access.signIn().complete(ANNA, recovery.withPassword("x"), BROWSER, ""),
        Refusal.Kind.FORBIDDEN);
    refuses(() -> access.signIn().complete(ANNA, kept, BROWSER, ""), Refusal.Kind.FORBIDDEN);
    refuses(() -> access.signIn().complete(ANNA, code, BROWSER, ""), Refusal.Kind.FORBIDDEN);
    Credentials later = recovery.withSecondFactor("SECRET", 6, List.of("c1"));
    access.signIn().complete(ANNA, later, BROWSER, "code");
    access.account().changePassword(own, "hash2", "");
    refuses(() -> access.signIn().complete(ANNA, later, BROWSER, ""), Refusal.Kind.FORBIDDEN);
  }

  @Test
  void a_flood_of_failures_is_recorded_up_to_a_bound_and_then_counted() {
    for (int i = 0; i < SignInVerbs.MOST_FAILURES_PER_MINUTE + 5; i++) {
      access.signIn().failed("my secret password", "192.0.2.1", "wrong password");
    }
    assertThat(facts.audit(1_000)).hasSize(SignInVerbs.MOST_FAILURES_PER_MINUTE);
    assertThat(facts.audit(1_000).toString()).doesNotContain("my secret password");
    now = NOON.plusSeconds(60);
    access.signIn().failed(ANNA, "192.0.2.1", "wrong password");
    assertThat(facts.audit(1).getFirst().parameters()).containsEntry("NotRecordedBefore", "5");
    assertThat(facts.audit(1).getFirst().userId()).isEqualTo(ANNA);
  }

  /** Below, at and above the bound of one administrator; another has a bound of its own. */
  @Test
  void a_flood_of_failures_hides_nobody_who_knew_a_password() {
    Administrator anna = first(ANNA);
    var _ = access.administrators().add(ROOT, BERT, "", Role.SecurityReader, Domains.ALL);
    Administrator bert = access.signIn().enabled(BERT).orElseThrow();
    int most = SignInVerbs.MOST_FAILURES_PER_MINUTE;
    for (int i = 0; i <= most; i++) {
      access.signIn().failed("nobody@example.org", "192.0.2.9", "wrong password");
    }
    for (int i = 1; i <= most + 2; i++) {
      access.signIn().halfway(anna, Stage.SECOND_FACTOR, BROWSER);
      assertThat(interrupted()).hasSize(Math.min(i, most));
    }
    access.signIn().halfway(bert, Stage.SECOND_FACTOR, BROWSER);
    assertThat(interrupted())
        .hasSize(most + 1)
        .last()
        .extracting(AuditRecord::userId)
        .isEqualTo(BERT);
    now = NOON.plusSeconds(60);
    access.signIn().halfway(anna, Stage.SECOND_FACTOR, BROWSER);
    assertThat(facts.audit(1).getFirst().parameters()).containsEntry("NotRecordedBefore", "2");
  }

  /** Oldest first. */
  private List<AuditRecord> interrupted() {
    return facts.audit(1_000).reversed().stream()
        .filter(r -> r.operation() == AuditOperation.USER_LOGIN_INTERRUPTED)
        .toList();
  }

  @Test
  void tenant_admins_are_those_of_the_configuration_and_the_global_administrators() {
    first(ANNA);
    var people = access.administrators();
    people.add(ROOT, "root@example.org", "", Role.GlobalAdministrator, Domains.ALL);
    people.add(ROOT, BERT, "", Role.SecurityAdministrator, Domains.ALL);
    people.add(
        ROOT,
        "carl@example.org",
        "",
        Role.GlobalAdministrator,
        new Domains(List.of("example.org")));
    people.add(ROOT, "dora@example.org", "", Role.GlobalAdministrator, Domains.ALL);
    people.change(ROOT, "dora@example.org", to(Domains.ALL, Optional.of(false)));
    facts.warn(
        AuditRecord.bySystem(
            AuditOperation.ORGANIZATION_LIMIT_REACHED, NOON, "organization", Map.of()));
    assertThat(facts.outbox().list(List.of(), 10))
        .extracting(d -> d.outgoing().to())
        .containsExactlyInAnyOrder("Root@Example.org", ANNA);
  }

  @Test
  void a_token_needs_a_name_a_future_and_domains_that_are_some() {
    var tokens = access.tokens();
    Domains bad = new Domains(List.of("anna@example.org"));
    refuses(
        () -> tokens.create(ROOT, "", Role.SecurityReader, Domains.ALL, Optional.empty()),
        Refusal.Kind.INVALID);
    refuses(
        () -> tokens.create(ROOT, "sluice", Role.SecurityReader, Domains.ALL, Optional.empty()),
        Refusal.Kind.INVALID);
    refuses(
        () -> tokens.create(ROOT, "T", Role.SecurityReader, bad, Optional.empty()),
        Refusal.Kind.INVALID);
    refuses(
        () -> tokens.create(ROOT, "T", Role.SecurityReader, Domains.ALL, Optional.of(NOON)),
        Refusal.Kind.INVALID);
    tokens.create(ROOT, "T", Role.SecurityReader, Domains.ALL, Optional.of(NOON.plusMillis(1)));
    refuses(
        () -> tokens.create(ROOT, "t", Role.SecurityReader, Domains.ALL, Optional.empty()),
        Refusal.Kind.CONFLICT);
    refuses(() -> tokens.revoke(ROOT, "other"), Refusal.Kind.NOT_FOUND);
    assertThat(tokens.list(ROOT).getFirst().holdsAt(NOON)).isTrue();
    assertThat(tokens.list(ROOT).getFirst().holdsAt(NOON.plusMillis(1))).isFalse();
  }
}
