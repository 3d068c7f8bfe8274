package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;
import org.sluice.app.serve.RouteTable.Caller;
import org.sluice.app.serve.RouteTable.Named;
import org.sluice.app.serve.RouteTable.Row;
import org.sluice.portal.cmdlet.Cmdlet;
import org.sluice.portal.cmdlet.Cmdlets;

/**
 * Each route of the server, as its own routing table lists them, for each role, by token and by
 * session, for nobody, for tokens that do not hold, for those who are limited to a domain, and sent
 * from the pages of another site.
 */
class RouteAccessTest {
  private static final String PASSWORD = "correct horse battery";
  @TempDir private static Path data;
  private static final MovableTime TIME = new MovableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private static Running running;
  private static final Map<Caller, String> TOKENS = new EnumMap<>(Caller.class);
  private static final Map<Caller, String> COOKIES = new EnumMap<>(Caller.class);
  private static final Map<Caller, String> PEOPLE = new EnumMap<>(Caller.class);
  private static final String[] LIMIT = {"--domain", "example.org"};

  /** Whom limited callers do not see, and what they are not to read of that sender. */
  private static final String OTHER = "other@example.net";

  private static final String REASON = "known to others alone";
  private static Named own = Named.NOTHING;
  private static Named other = Named.NOTHING;

  @BeforeAll
  static void start() {
    running =
        Running.start(
            data,
            "[proxy]\nlisten = [\"127.0.0.1:0\"]\n[access]\nproxies = [\"127.0.0.1\"]\n",
            TIME);
    TOKENS.put(Caller.WRONG_TOKEN, "x".repeat(43));
    TOKENS.put(
        Caller.EXPIRED_TOKEN,
        token("old", "GlobalAdministrator", "--expires", TIME.now().plusSeconds(1).toString()));
    TOKENS.put(Caller.REVOKED_TOKEN, token("gone", "GlobalAdministrator"));
    running.say("token", "revoke", "gone");
    TOKENS.put(Caller.GLOBAL_TOKEN, token("global", "GlobalAdministrator"));
    TOKENS.put(Caller.ADMINISTRATOR_TOKEN, token("administrator", "SecurityAdministrator"));
    TOKENS.put(Caller.READER_TOKEN, token("reader", "SecurityReader"));
    TOKENS.put(Caller.MAIL_SERVER_TOKEN, token("mail", "MailServer"));
    TIME.pass(Duration.ofSeconds(1));
    PEOPLE.put(Caller.GLOBAL_SESSION, person("GlobalAdministrator"));
    PEOPLE.put(Caller.ADMINISTRATOR_SESSION, person("SecurityAdministrator"));
    PEOPLE.put(Caller.READER_SESSION, person("SecurityReader"));
    TOKENS.put(Caller.LIMITED_GLOBAL_TOKEN, token("g", "GlobalAdministrator", LIMIT));
    TOKENS.put(Caller.LIMITED_READER_TOKEN, token("r", "SecurityReader", LIMIT));
    PEOPLE.put(Caller.LIMITED_ADMINISTRATOR_SESSION, person("SecurityAdministrator", LIMIT));
    own = named("own@example.org");
    other = named(OTHER);
  }

  /** One of the routes ends the session that it is asked with. */
  @BeforeEach
  void signIn() {
    PEOPLE.forEach((caller, address) -> {
      Visitor visitor = new Visitor(running.url());
      visitor.post("/sign-in", "name", address, "password", PASSWORD);
      assertThat(visitor.cookie()).startsWith("sluice=");
      COOKIES.put(caller, visitor.cookie());
    });
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static String token(String name, String role, String... more) {
    List<String> words = new ArrayList<>(List.of("token", "add", name, "--role", role));
    words.addAll(List.of(more));
    return running.say(words.toArray(String[]::new)).out().strip();
  }

  /** The address of somebody who has a password. */
  private static String person(String role, String... more) {
    String address = role.toLowerCase(Locale.ROOT) + more.length + "@example.org";
    List<String> words = new ArrayList<>(List.of("administrator", "add", address, "--role", role));
    words.addAll(List.of(more));
    String link = running.say(words.toArray(String[]::new)).out().strip();
    String path = URI.create(link).getPath();
    new Visitor(running.url()).post(path, "password", PASSWORD, "again", PASSWORD);
    return address;
  }

  /** Restricts a sender; answers what names it since. */
  private static Named named(String sender) {
    restrict(sender);
    String alerts = "/api/v1/alerts?entity=" + sender;
    String records = "/api/v1/audit-records?operation=Listed&object=" + sender;
    return new Named(
        sender,
        read(alerts).replaceAll("(?s).*?\"id\":\"([^\"]*)\".*", "$1"),
        read(records).replaceAll("(?s).*?\"number\":([0-9]+).*", "$1"));
  }

  private static void restrict(String sender) {
    String body = "{\"type\":\"user\",\"name\":\"%s\",\"reason\":\"%s\"}".formatted(sender, REASON);
    String path = "/api/v1/restricted-entities";
    Page page = ask(Caller.GLOBAL_TOKEN, "POST " + path, new Row(path, body, Set.of()));
    assertThat(page.status()).as(page.body()).isEqualTo(201);
  }

  private static String read(String path) {
    return ask(Caller.GLOBAL_TOKEN, "GET " + path, new Row(path, "", Set.of())).body();
  }

  private static Page ask(Caller caller, String route, Row row, String... site) {
    TIME.pass(Duration.ofMillis(1));
    Visitor visitor = new Visitor(running.url());
    // As from another machine: what loopback may do without a token is not asked here.
    List<String> headers =
        new ArrayList<>(List.of("X-Forwarded-For", "192.0.2.50", "If-Match", "*"));
    boolean json = row.body().startsWith("{");
    headers.addAll(
        List.of("Content-Type", json ? "application/json" : "application/x-www-form-urlencoded"));
    if (TOKENS.containsKey(caller)) {
      headers.addAll(List.of("Authorization", "Bearer " + TOKENS.get(caller)));
    }
    visitor.showing(COOKIES.getOrDefault(caller, ""));
    headers.addAll(List.of(site));
    String method = route.substring(0, route.indexOf(' '));
    return visitor.send(method, row.path(), row.body(), headers.toArray(String[]::new));
  }

  /** Whether an answer is what somebody gets who may do it; bad requests are such. */
  private static boolean isLetIn(Page page) {
    // That a resource is not there is told to whoever may see it; a link that nobody was given is
    // not there for anybody.
    boolean missing = page.status() == 404 && !page.body().contains("The link does not hold");
    boolean sentAway = page.status() == 303 && page.location().startsWith("/sign-in");
    boolean noRole = page.body().contains("not present in the role definition");
    return !sentAway
        && !noRole
        && page.status() != 401
        && page.status() != 403
        && (missing || page.status() != 404)
        && page.status() != 429;
  }

  @Test
  void every_route_has_its_row() {
    assertThat(running.server().routes())
        .containsExactlyInAnyOrderElementsOf(RouteTable.ROWS.keySet());
  }

  @Test
  void each_route_lets_in_whom_it_should_and_nobody_else() {
    RouteTable.ROWS.forEach((route, naming) -> {
      Row row = naming.naming(Named.NOTHING);
      // What another site's page sends is done for nobody who is known by a cookie.
      for (Caller caller : Caller.values()) {
        for (String[] foreign : FOREIGN) {
          Page page = ask(caller, route, row, foreign);
          boolean safe = route.startsWith("GET ");
          boolean expected = row.letIn().contains(caller) && (safe || caller.byToken());
          assertThat(isLetIn(page))
              .as("%s by %s from another site: %s", route, caller, page.status())
              .isEqualTo(expected);
          if (!safe && !caller.byToken()) {
            assertThat(page.status()).as("%s by %s", route, caller).isEqualTo(403);
          }
        }
      }
      for (Caller caller : Caller.values()) {
        Page page = ask(caller, route, row, "Sec-Fetch-Site", "same-origin");
        assertThat(isLetIn(page))
            .as("%s by %s: %s %s", route, caller, page.status(), page.location())
            .isEqualTo(row.letIn().contains(caller));
        assertThat(page.status()).as("%s by %s", route, caller).isLessThan(500);
        assertTellsNothing(caller, route, page);
        assertProtected(page, route);
      }
    });
  }

  private static void assertTellsNothing(Caller caller, String route, Page page) {
    if (caller.limited()) {
      assertThat(page.body()).as("%s by %s", route, caller).doesNotContain(OTHER);
    }
  }

  /** What a limited caller is answered who names what is not there for him. */
  private static boolean isRefused(Page page) {
    return page.status() == 401
        || page.status() == 403
        || page.status() == 404
        || page.body().contains("is not in the domains");
  }

  @Test
  void what_a_route_names_is_there_for_limited_callers_in_their_own_domain_alone() {
    Named absent = new Named("gone@example.net", "ffffffff", "999999");
    RouteTable.ROWS.forEach((route, row) -> {
      for (Caller caller : Caller.values()) {
        if (row.names() && caller.limited()) {
          restrict(own.sender());
          Page page = ask(caller, route, row.naming(own), "Sec-Fetch-Site", "same-origin");
          String what = "%s by %s: %s %s".formatted(route, caller, page.status(), page.location());
          boolean may = row.letIn().contains(caller);
          assertThat(isLetIn(page) && !isRefused(page)).as(what).isEqualTo(may);
          Page foreign = ask(caller, route, row.naming(other), "Sec-Fetch-Site", "same-origin");
          Page nothing = ask(caller, route, row.naming(absent), "Sec-Fetch-Site", "same-origin");
          assertThat(isRefused(foreign)).as(what + ", of another domain").isTrue();
          assertThat(foreign.body()).as(what).doesNotContain(REASON);
          assertThat(foreign.status()).as("as if it were not there").isEqualTo(nothing.status());
        }
      }
    });
    assertThat(read("/api/v1/restricted-entities?type=user")).contains(OTHER);
    assertThat(read("/api/v1/alerts/" + other.alert())).contains("\"status\":\"New\"");
  }

  @Test
  void lists_hold_what_limited_callers_see_and_nothing_else() {
    restrict(own.sender());
    RouteTable.ROWS.forEach((route, row) -> {
      for (Caller caller : row.letIn()) {
        if (RouteTable.LISTS.contains(route)) {
          Page page = ask(caller, route, row, "Sec-Fetch-Site", "same-origin");
          assertThat(page.body()).as("%s by %s", route, caller).contains(own.sender());
          assertThat(page.body().contains(OTHER))
              .as("%s by %s", route, caller)
              .isEqualTo(!caller.limited());
        }
      }
    });
    assertThat(RouteTable.ROWS.keySet()).containsAll(RouteTable.LISTS);
  }

  private static final List<String[]> FOREIGN =
      List.of(
          new String[] {"Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site"},
          new String[] {"Origin", "http://127.0.0.1:1"},
          new String[] {"Origin", "null"},
          new String[] {"Sec-Fetch-Site", "same-site"});

  private static void assertProtected(Page page, String route) {
    assertThat(page.header("Content-Security-Policy").orElse(""))
        .as(route)
        .contains("default-src 'none'");
    assertThat(page.header("X-Content-Type-Options")).as(route).contains("nosniff");
    assertThat(page.header("X-Frame-Options")).as(route).contains("DENY");
    assertThat(page.header("Cache-Control")).as(route).isPresent();
  }

  @Test
  void a_cookie_without_any_word_of_the_browser_changes_nothing() {
    Row row = RouteTable.ROWS.get("POST /account/sign-out-others");
    Page page = ask(Caller.READER_SESSION, "POST /account/sign-out-others", row);
    assertThat(page.status()).isEqualTo(403);
  }

  @Test
  void under_a_foreign_name_nobody_is_answered_but_who_has_a_token() {
    for (String name : List.of("evil.test", "evil.test:8025", "localhost.evil.test")) {
      Visitor visitor = new Visitor(running.url()).under(name);
      visitor.showing(COOKIES.get(Caller.READER_SESSION));
      assertThat(visitor.get("/account").status()).as(name).isEqualTo(421);
      assertThat(visitor.get("/metrics").status()).as(name).isEqualTo(421);
      assertThat(visitor.get("/metrics", "Authorization", "Bearer none").status())
          .as(name)
          .isEqualTo(401);
      assertThat(visitor.get("/health/live").status()).as(name).isEqualTo(200);
      assertThat(
              visitor
                  .get("/metrics", "Authorization", "Bearer " + TOKENS.get(Caller.READER_TOKEN))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void nothing_is_where_no_route_is_and_it_is_protected_all_the_same() {
    Page page = new Visitor(running.url()).get("/link/");
    assertThat(page.status()).isEqualTo(404);
    assertProtected(page, "/link/");
  }

  /** Cmdlets that need more than reading needs, or more than changing does. */
  private static final Set<String> GLOBAL =
      Set.of(
          "Set-AdminAuditLogConfig",
          "Get-ManagementUser",
          "New-ManagementUser",
          "Set-ManagementUser",
          "Remove-ManagementUser",
          "Reset-ManagementUser",
          "Get-ManagementUserSession",
          "Remove-ManagementUserSession",
          "Get-ApiToken",
          "New-ApiToken",
          "Remove-ApiToken");

  @Test
  void each_cmdlet_is_there_for_the_roles_that_have_it_and_for_no_other() {
    for (Cmdlet cmdlet : Cmdlets.ALL) {
      for (Caller caller :
          List.of(
              Caller.MAIL_SERVER_TOKEN,
              Caller.READER_TOKEN,
              Caller.ADMINISTRATOR_TOKEN,
              Caller.GLOBAL_TOKEN)) {
        Row row =
            new Row("/adminapi/beta/x/InvokeCommand", CallBody.of(cmdlet, TIME.now()), Set.of());
        Page page = ask(caller, "POST InvokeCommand", row);
        Caller least =
            GLOBAL.contains(cmdlet.name())
                ? Caller.GLOBAL_TOKEN
                : cmdlet.changes() ? Caller.ADMINISTRATOR_TOKEN : Caller.READER_TOKEN;
        boolean may = caller != Caller.MAIL_SERVER_TOKEN && caller.compareTo(least) <= 0;
        assertThat(!page.body().contains("not present in the role definition"))
            .as("%s by %s: %s", cmdlet.name(), caller, page.body())
            .isEqualTo(may);
      }
    }
  }

  @Test
  void no_cmdlet_tells_or_changes_what_limited_callers_do_not_see() {
    for (Cmdlet cmdlet : Cmdlets.ALL) {
      String body =
          CallBody.of(cmdlet, TIME.now())
              .replace("x@example.org", OTHER)
              .replace("ffffffff", other.alert());
      for (Caller caller : List.of(Caller.LIMITED_GLOBAL_TOKEN, Caller.LIMITED_READER_TOKEN)) {
        Row row = new Row("/adminapi/beta/x/InvokeCommand", body, Set.of());
        Page page = ask(caller, "POST InvokeCommand", row);
        assertThat(page.status()).as("%s by %s", cmdlet.name(), caller).isLessThan(500);
        assertThat(page.body()).as("%s by %s", cmdlet.name(), caller).doesNotContain(REASON);
      }
    }
    assertThat(read("/api/v1/restricted-entities?type=user")).contains(OTHER);
    assertThat(read("/api/v1/alerts/" + other.alert())).contains("\"status\":\"New\"");
  }

  @Test
  void what_if_is_answered_to_those_alone_who_may_call_the_cmdlet_and_changes_nothing() {
    String before = running.say("audit", "search", "--output", "json").out();
    for (Cmdlet cmdlet : Cmdlets.ALL.stream().filter(Cmdlet::changes).toList()) {
      String body =
          CallBody.of(cmdlet, TIME.now())
              .replace("\"Parameters\":{", "\"Parameters\":{\"WhatIf\":true,");
      Row row = new Row("/adminapi/beta/x/InvokeCommand", body.replace(",}", "}"), Set.of());
      for (Caller caller :
          List.of(Caller.READER_TOKEN, Caller.ADMINISTRATOR_TOKEN, Caller.GLOBAL_TOKEN)) {
        Page page = ask(caller, "POST InvokeCommand", row);
        boolean may =
            caller == Caller.GLOBAL_TOKEN
                || (caller == Caller.ADMINISTRATOR_TOKEN && !GLOBAL.contains(cmdlet.name()));
        assertThat(page.body())
            .as("%s by %s", cmdlet.name(), caller)
            .contains(may ? "What if: " + cmdlet.name() : "not present in the role definition");
      }
    }
    assertThat(running.say("audit", "search", "--output", "json").out()).isEqualTo(before);
  }
}
