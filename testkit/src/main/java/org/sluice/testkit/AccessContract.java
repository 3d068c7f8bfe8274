package org.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.access.AccessStore;
import org.sluice.core.access.AccessStore.AccountChange;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.ApiToken;
import org.sluice.core.access.ApiTokens;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.access.OneTimeLinks;
import org.sluice.core.access.ProviderAccount;
import org.sluice.core.access.Role;
import org.sluice.core.access.WebSession;
import org.sluice.core.access.WebSession.Stage;
import org.sluice.core.access.WebSessions;
import org.sluice.core.administration.AccessPorts;
import org.sluice.core.administration.Refusal;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.mail.Domains;

/** What every store of administrators, tokens, sessions and links keeps. */
public abstract class AccessContract {
  protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Credentials PROVEN =
      new Credentials(
          "hash",
          "SECRET",
          7,
          List.of("c1", "c2"),
          new ProviderAccount("https://id.example.org", "subject-1"));

  private AccessStore store;
  private ApiTokens tokens;
  private WebSessions sessions;
  private OneTimeLinks links;

  /** Opens an empty store. */
  protected abstract AccessPorts open() throws Exception;

  /** Closes the store and opens what it kept. */
  protected abstract AccessPorts again() throws Exception;

  /** How many records the audit log has. */
  protected abstract int records();

  @BeforeEach
  final void openStore() throws Exception {
    use(open());
  }

  private void use(AccessPorts ports) {
    store = ports.administrators();
    tokens = ports.tokens();
    sessions = ports.sessions();
    links = ports.links();
  }

  private static AuditRecord record() {
    return new AuditRecord(
        AuditOperation.SET_ADMINISTRATOR, NOON, "root", "", "x", Map.of(), List.of());
  }

  private static Administrator person(String userId) {
    return new Administrator(
        userId,
        "A Name",
        Role.SecurityAdministrator,
        new Domains(List.of("example.org", ".example.net")),
        true,
        true,
        NOON,
        Optional.of(new Administrator.SignIn(NOON, "192.0.2.1")));
  }

  private void add(String userId) {
    store.keep(AccountChange.added(person(userId)), record());
  }

  private static WebSession session(String sha256, int seenSeconds) {
    return new WebSession(
        sha256,
        "a@example.org",
        Stage.SIGNED_IN,
        "192.0.2.1",
        "Browser",
        NOON,
        NOON.plusSeconds(seenSeconds),
        true);
  }

  private static ApiToken token(String name) {
    return new ApiToken(
        name,
        Role.SecurityReader,
        new Domains(List.of("example.org")),
        "sha-" + name,
        NOON,
        Optional.of(NOON.plusSeconds(9)),
        Optional.empty());
  }

  @Test
  final void an_administrator_is_there_again_as_it_was_with_what_proves_it() throws Exception {
    Administrator plain =
        new Administrator(
            "b@example.org",
            "",
            Role.GlobalAdministrator,
            Domains.ALL,
            false,
            false,
            NOON,
            Optional.empty());
    store.keep(
        AccountChange.added(person("a@example.org")).proving(Credentials.NONE, PROVEN), record());
    store.keep(AccountChange.added(plain), record());
    use(again());
    assertThat(store.administrators()).containsExactly(person("a@example.org"), plain);
    assertThat(store.administrator("b@example.org")).contains(plain);
    assertThat(store.credentials("a@example.org")).isEqualTo(PROVEN);
    assertThat(store.credentials("b@example.org")).isEqualTo(Credentials.NONE);
    assertThat(store.credentials("nobody@example.org")).isEqualTo(Credentials.NONE);
    assertThat(records()).isEqualTo(2);
  }

  @Test
  final void a_change_of_the_person_leaves_credentials_sessions_and_link() {
    add("a@example.org");
    signIn(session("s", 0), "", person("a@example.org"));
    links.keep(new OneTimeLink("l", "a@example.org", NOON));
    Administrator other = person("a@example.org").withRole(Role.SecurityReader);
    store.keep(AccountChange.of(person("a@example.org"), other, false), record());
    assertThat(store.administrator("a@example.org")).contains(other);
    assertThat(store.credentials("a@example.org")).isEqualTo(PROVEN);
    assertThat(sessions.session("s")).isPresent();
    assertThat(links.link("l")).isPresent();
  }

  @Test
  final void new_credentials_end_the_link_and_the_sessions_but_one() {
    add("a@example.org");
    links.keep(new OneTimeLink("l", "a@example.org", NOON));
    sessions.begin(session("one", 0), "");
    sessions.begin(session("two", 0), "");
    store.keep(
        AccountChange.of(person("a@example.org"), person("a@example.org"), true)
            .proving(Credentials.NONE, PROVEN)
            .sparing("two"),
        record());
    assertThat(links.link("l")).isEmpty();
    assertThat(sessions.session("one")).isEmpty();
    assertThat(sessions.session("two")).contains(session("two", 0));
  }

  @Test
  final void an_account_has_one_link_and_a_new_one_replaces_it() throws Exception {
    OneTimeLink first = new OneTimeLink("f", OneTimeLink.FIRST, NOON);
    links.keep(first);
    add("a@example.org");
    links.keep(new OneTimeLink("l", "a@example.org", NOON));
    store.keep(
        AccountChange.of(person("a@example.org"), person("a@example.org"), false)
            .proving(Credentials.NONE, PROVEN)
            .linked(new OneTimeLink("m", "a@example.org", NOON)),
        record());
    use(again());
    assertThat(links.link("l")).isEmpty();
    assertThat(links.link("m")).contains(new OneTimeLink("m", "a@example.org", NOON));
    assertThat(links.link("f")).contains(first);
  }

  @Test
  final void whoever_is_removed_takes_sessions_and_link_along() throws Exception {
    add("a@example.org");
    sessions.begin(session("s", 0), "");
    links.keep(new OneTimeLink("l", "a@example.org", NOON));
    store.remove("a@example.org", record());
    assertThat(store.administrators()).isEmpty();
    assertThat(sessions.session("s")).isEmpty();
    assertThat(links.link("l")).isEmpty();
    use(again());
    assertThat(store.administrators()).isEmpty();
    assertThat(records()).isEqualTo(2);
  }

  @Test
  final void a_sign_in_replaces_the_session_and_is_remembered() throws Exception {
    add("a@example.org");
    sessions.begin(session("half", 0), "");
    Administrator after = person("a@example.org").signedIn(NOON.plusSeconds(5), "192.0.2.7");
    signIn(session("whole", 5), "half", after);
    use(again());
    assertThat(sessions.session("half")).isEmpty();
    assertThat(sessions.sessions("a@example.org")).containsExactly(session("whole", 5));
    assertThat(store.administrator("a@example.org")).contains(after);
    assertThat(store.credentials("a@example.org")).isEqualTo(PROVEN);
  }

  private void signIn(WebSession session, String replaced, Administrator person) {
    Credentials before = store.credentials(person.userId());
    assertThat(sessions.signIn(session, replaced, person, before, PROVEN, record())).isTrue();
  }

  /** The same code, typed on two nodes at once. */
  @Test
  final void a_sign_in_by_credentials_that_were_changed_meanwhile_is_none() throws Exception {
    add("a@example.org");
    Credentials before = store.credentials("a@example.org");
    signIn(session("one", 1), "", person("a@example.org"));
    int recorded = records();
    assertThat(before).isNotEqualTo(PROVEN);
    Administrator again = person("a@example.org").signedIn(NOON.plusSeconds(9), "192.0.2.9");
    assertThat(sessions.signIn(session("two", 2), "", again, before, PROVEN, record())).isFalse();
    use(again());
    assertThat(sessions.session("two")).isEmpty();
    assertThat(sessions.session("one")).isPresent();
    assertThat(store.administrator("a@example.org")).contains(person("a@example.org"));
    assertThat(records()).isEqualTo(recorded);
  }

  @Test
  final void an_account_at_a_provider_is_one_administrators() throws Exception {
    add("a@example.org");
    add("b@example.org");
    assertThat(store.boundTo(ProviderAccount.NONE)).isEmpty();
    assertThat(store.boundTo(PROVEN.provider())).isEmpty();
    signIn(session("one", 1), "", person("a@example.org"));
    use(again());
    assertThat(store.boundTo(PROVEN.provider())).contains(person("a@example.org"));
    assertThat(store.boundTo(new ProviderAccount("https://other.example", "subject-1"))).isEmpty();
  }

  private void conflicts(AccountChange change) {
    int recorded = records();
    assertThatThrownBy(() -> store.keep(change, record()))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.kind()).isEqualTo(Refusal.Kind.CONFLICT));
    assertThat(records()).isEqualTo(recorded);
  }

  /** What another node would write, which has not heard of the first change yet. */
  @Test
  final void an_edit_of_what_was_changed_meanwhile_is_refused_and_changes_nothing()
      throws Exception {
    add("a@example.org");
    Administrator shown = person("a@example.org");
    Administrator reader = shown.withRole(Role.SecurityReader);
    Administrator limited = shown.limitedTo(new Domains(List.of("example.com")));
    store.keep(AccountChange.of(shown, reader, false), record());
    sessions.begin(session("s", 0), "");
    conflicts(AccountChange.of(shown, limited, true));
    conflicts(AccountChange.added(limited));
    conflicts(AccountChange.of(reader, limited, true).proving(PROVEN, PROVEN.withPassword("x")));
    use(again());
    assertThat(store.administrator("a@example.org")).contains(reader);
    assertThat(store.credentials("a@example.org")).isEqualTo(Credentials.NONE);
    assertThat(sessions.session("s")).isPresent();
    store.remove("a@example.org", record());
    conflicts(AccountChange.of(reader, limited, true));
    assertThat(store.administrators()).isEmpty();
  }

  /** As two nodes would do, each of which knows of two who can do all. */
  @Test
  final void the_last_who_can_do_all_is_neither_changed_nor_removed() {
    Administrator a = person("a@example.org").withRole(Role.GlobalAdministrator);
    Administrator b = person("b@example.org").withRole(Role.GlobalAdministrator);
    Administrator one = a.limitedTo(Domains.ALL);
    Administrator two = b.limitedTo(Domains.ALL);
    store.keep(AccountChange.added(one), record());
    store.keep(AccountChange.added(two), record());
    store.keep(AccountChange.of(one, a, true), record());
    conflicts(AccountChange.of(two, b, true));
    assertThatThrownBy(() -> store.remove("b@example.org", record())).isInstanceOf(Refusal.class);
    assertThat(store.administrators()).containsExactly(a, two);
    store.keep(AccountChange.of(a, one, true), record());
    store.remove("b@example.org", record());
    assertThat(store.administrators()).containsExactly(one);
  }

  @Test
  final void a_sign_in_leaves_what_was_edited_meanwhile_and_the_disabled_do_not_come_in() {
    add("a@example.org");
    Administrator shown = person("a@example.org");
    Administrator reader = shown.withRole(Role.SecurityReader);
    store.keep(AccountChange.of(shown, reader, false), record());
    Administrator stale = shown.signedIn(NOON.plusSeconds(5), "192.0.2.7");
    signIn(session("s", 5), "", stale);
    Administrator now = reader.signedIn(NOON.plusSeconds(5), "192.0.2.7");
    assertThat(store.administrator("a@example.org")).contains(now);
    store.keep(
        AccountChange.of(shown.withRole(Role.SecurityReader), disabled(now), true), record());
    assertThat(sessions.signIn(session("t", 6), "", stale, PROVEN, PROVEN, record())).isFalse();
    assertThat(store.administrator("a@example.org").orElseThrow().lastSignIn())
        .isEqualTo(now.lastSignIn());
  }

  private static Administrator disabled(Administrator a) {
    return new Administrator(
        a.userId(),
        a.displayName(),
        a.role(),
        a.domains(),
        false,
        a.needsSecondFactor(),
        a.created(),
        a.lastSignIn());
  }

  @Test
  final void beyond_the_most_sessions_the_one_that_was_not_used_for_longest_ends() {
    add("a@example.org");
    for (int i = 0; i < WebSession.MOST; i++) {
      sessions.begin(session("s" + i, i), "");
    }
    assertThat(sessions.sessions("a@example.org")).hasSize(WebSession.MOST);
    sessions.seen("s0", NOON.plusSeconds(1_000));
    sessions.begin(session("more", 500), "");
    assertThat(sessions.sessions("a@example.org"))
        .hasSize(WebSession.MOST)
        .contains(session("s0", 1_000), session("more", 500))
        .doesNotContain(session("s1", 1));
  }

  @Test
  final void sessions_end_one_by_one_or_all_but_one() {
    add("a@example.org");
    for (String each : List.of("one", "two", "three")) {
      sessions.begin(session(each, 0), "");
    }
    sessions.end("one", record());
    assertThat(sessions.session("one")).isEmpty();
    sessions.endOthers("a@example.org", "three", record());
    assertThat(sessions.sessions("a@example.org")).containsExactly(session("three", 0));
    sessions.endOthers("a@example.org", "", record());
    assertThat(sessions.sessions("a@example.org")).isEmpty();
    assertThat(records()).isEqualTo(4);
  }

  @Test
  final void a_token_is_there_again_with_its_last_use_to_the_minute() throws Exception {
    tokens.add(token("b"), record());
    tokens.add(token("A"), record());
    tokens.used("b", NOON.plusSeconds(1));
    tokens.used("b", NOON.plusSeconds(60));
    assertThat(tokens.token("sha-b").orElseThrow().lastUse()).contains(NOON.plusSeconds(1));
    tokens.used("b", NOON.plusSeconds(61));
    use(again());
    assertThat(tokens.tokens())
        .containsExactly(token("A"), token("b").usedAt(NOON.plusSeconds(61)));
    tokens.remove("B", record());
    assertThat(tokens.token("sha-b")).isEmpty();
    use(again());
    assertThat(tokens.tokens()).containsExactly(token("A"));
  }

  @Test
  final void a_token_with_a_capital_beyond_ascii_is_removed_for_good() throws Exception {
    tokens.add(token("\u00dcbergabe"), record());
    tokens.used("\u00dcbergabe", NOON.plusSeconds(1));
    use(again());
    assertThat(tokens.tokens()).containsExactly(token("\u00dcbergabe").usedAt(NOON.plusSeconds(1)));
    tokens.remove("\u00fcbergabe", record());
    assertThat(tokens.tokens()).isEmpty();
    use(again());
    assertThat(tokens.tokens()).isEmpty();
  }
}
