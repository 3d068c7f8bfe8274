package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;

/** Signing in as a browser does: what is answered, which session holds, and for how long. */
class SignInTest {
  private static final String ANNA = "anna@example.org";
  private static final String BERT = "bert@example.org";
  private static final String PASSWORD = "correct horse battery";
  private static final String OTHER = "wrong staple battery!";

  @TempDir private Path data;
  private final MovableTime time = new MovableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private Running running;

  @BeforeEach
  void start() {
    running = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n", time);
    Page done = visitor().post(firstPath(), "name", ANNA, "password", PASSWORD, "again", PASSWORD);
    assertThat(done.status()).isEqualTo(303);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private String firstPath() {
    return URI.create(running.server().firstLink().orElseThrow()).getPath();
  }

  private Visitor visitor() {
    return new Visitor(running.url());
  }

  private static Page signIn(Visitor visitor, String name, String password) {
    return visitor.post("/sign-in", "name", name, "password", password);
  }

  private Visitor signedIn(String name, String password) {
    Visitor visitor = visitor();
    assertThat(signIn(visitor, name, password).status()).isEqualTo(303);
    assertThat(isSignedIn(visitor)).isTrue();
    return visitor;
  }

  private static boolean isSignedIn(Visitor visitor) {
    return visitor.get("/account").status() == 200;
  }

  private String linkOf(String... command) {
    return URI.create(running.say(command).out().strip()).getPath();
  }

  @Test
  void the_first_link_makes_one_administrator_and_no_second() {
    Page again = visitor().post(firstPath(), "name", BERT, "password", PASSWORD, "again", PASSWORD);
    assertThat(again.status()).isEqualTo(404);
    assertThat(visitor().get(firstPath()).status()).isEqualTo(404);
    assertThat(running.say("administrator", "list").out())
        .contains(ANNA, "GlobalAdministrator")
        .doesNotContain(BERT);
    assertThat(running.server().banner("1", 1, false)).contains("/first/");
    assertThat(running.server().banner("1", 1, true))
        .doesNotContain("/first/")
        .contains("./sluice administrator add you@example.org --role GlobalAdministrator --data");
    running.close();
    running = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n", time);
    assertThat(running.server().firstLink()).isEmpty();
    assertThat(running.server().banner("1", 1, false)).doesNotContain("/first/");
    assertThat(isSignedIn(signedIn(ANNA, PASSWORD))).isTrue();
  }

  @Test
  void a_link_that_names_a_page_leads_there_through_the_sign_in_and_to_no_other_server() {
    String link = linkOf("administrator", "add", BERT, "--role", "SecurityReader");
    String there = "/entity?name=henri";
    assertThat(visitor().get(link + "?to=" + there).body()).contains("value=\"" + there + "\"");
    assertThat(visitor().get(link + "?to=//evil.test").body()).contains("name=\"to\" value=\"/\"");
    Page done = visitor().post(link, "password", OTHER, "again", OTHER, "to", there);
    assertThat(done.location()).isEqualTo("/sign-in?to=%2Fentity%3Fname%3Dhenri");
    link = linkOf("administrator", "reset", BERT);
    done = visitor().post(link, "password", OTHER, "again", OTHER, "to", "//evil.test");
    assertThat(done.location()).isEqualTo("/sign-in");
  }

  @Test
  void a_short_password_is_not_taken_and_the_link_stays() {
    String link = linkOf("administrator", "add", BERT, "--role", "SecurityReader");
    assertThat(visitor().post(link, "password", "short", "again", "short").status()).isEqualTo(422);
    assertThat(visitor().get(link).body()).contains(BERT);
    assertThat(visitor().post(link, "password", OTHER, "again", OTHER).status()).isEqualTo(303);
    assertThat(visitor().post(link, "password", OTHER, "again", OTHER).status()).isEqualTo(404);
    signedIn(BERT, OTHER);
  }

  @Test
  void the_cookie_is_no_scripts_and_each_sign_in_has_a_new_one() {
    Visitor visitor = visitor().showing("sluice=chosen-by-somebody-else");
    Page page = signIn(visitor, ANNA, PASSWORD);
    String cookie = page.header("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("sluice=", "HttpOnly", "SameSite=Lax", "Path=/");
    assertThat(cookie).doesNotContain("Secure", "Domain", "chosen");
    assertThat(visitor.cookie()).hasSizeGreaterThan("sluice=".length() + 42);
    assertThat(isSignedIn(visitor().showing("sluice=chosen-by-somebody-else"))).isFalse();
    String before = visitor.cookie();
    signIn(visitor, ANNA, PASSWORD);
    assertThat(visitor.cookie()).isNotEqualTo(before);
    assertThat(isSignedIn(visitor().showing(before))).as("the one before has ended").isFalse();
    assertThat(isSignedIn(visitor)).isTrue();
  }

  @Test
  void behind_https_the_cookie_is_of_this_host_alone() {
    running.close();
    running =
        Running.start(
            data,
            "[proxy]\nlisten = [\"127.0.0.1:0\"]\n[access]\nurl = \"https://sluice.example.org\"\n",
            time);
    Visitor visitor = visitor().under("sluice.example.org");
    String cookie = signIn(visitor, ANNA, PASSWORD).header("Set-Cookie").orElseThrow();
    assertThat(cookie).startsWith("__Host-sluice=").contains("Secure", "HttpOnly", "Path=/");
    assertThat(isSignedIn(visitor)).isTrue();
    String plain = visitor.cookie().replace("__Host-", "");
    assertThat(isSignedIn(visitor().under("sluice.example.org").showing(plain))).isFalse();
  }

  @Test
  void a_wrong_password_and_an_unknown_account_are_answered_alike() {
    Page wrong = signIn(visitor(), ANNA, OTHER);
    Page unknown = signIn(visitor(), "anna@example.com", OTHER);
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.header("Set-Cookie")).isEmpty();
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.body().replace("example.com", "example.org")).isEqualTo(wrong.body());
    assertThat(signIn(visitor(), ANNA, "").status()).isEqualTo(401);
  }

  @Test
  void failures_make_the_next_one_wait_and_then_it_may_try() {
    for (int i = 0; i < 3; i++) {
      assertThat(signIn(visitor(), ANNA, OTHER).status()).isEqualTo(401);
    }
    Page soon = signIn(visitor(), ANNA, PASSWORD);
    assertThat(soon.status()).isEqualTo(429);
    assertThat(soon.header("Retry-After")).contains("1");
    time.pass(Duration.ofSeconds(1));
    assertThat(signIn(visitor(), ANNA, PASSWORD).status()).isEqualTo(303);
    String audit = running.say("audit", "search", "--output", "json").out();
    assertThat(audit).contains("UserLoginFailed", "UserLoggedIn").doesNotContain(OTHER, PASSWORD);
  }

  @Test
  void a_session_ends_when_it_is_not_used_and_in_any_case_after_half_a_day() {
    Visitor visitor = signedIn(ANNA, PASSWORD);
    time.pass(Duration.ofMinutes(62));
    assertThat(isSignedIn(visitor)).isFalse();
    Visitor busy = signedIn(ANNA, PASSWORD);
    for (int minutes = 0; minutes < 12 * 60 - 30; minutes += 30) {
      time.pass(Duration.ofMinutes(30));
      assertThat(isSignedIn(busy)).as("after %s minutes", minutes).isTrue();
    }
    time.pass(Duration.ofMinutes(30));
    assertThat(isSignedIn(busy)).isFalse();
  }

  @Test
  void signing_out_ends_the_session_itself() {
    Visitor visitor = signedIn(ANNA, PASSWORD);
    String cookie = visitor.cookie();
    assertThat(visitor.post("/sign-out").location()).isEqualTo("/sign-in");
    assertThat(visitor.cookie()).isEmpty();
    assertThat(isSignedIn(visitor().showing(cookie))).isFalse();
  }

  @Test
  void a_new_password_ends_all_other_sessions() {
    Visitor here = signedIn(ANNA, PASSWORD);
    Visitor there = signedIn(ANNA, PASSWORD);
    Page refused =
        here.post("/account/password", "password", OTHER, "fresh", OTHER, "again", OTHER);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(running.say("audit", "search", "--output", "json").out())
        .as("a guess at the password by whoever sits at an open session")
        .contains("UserLoginFailed", "password, asked for again within a session");
    Page done =
        here.post("/account/password", "password", PASSWORD, "fresh", OTHER, "again", OTHER);
    assertThat(done.status()).isEqualTo(200);
    assertThat(isSignedIn(here)).isTrue();
    assertThat(isSignedIn(there)).isFalse();
    assertThat(signIn(visitor(), ANNA, PASSWORD).status()).isEqualTo(401);
    signedIn(ANNA, OTHER);
  }

  @Test
  void another_role_being_disabled_reset_or_removed_ends_the_sessions_at_once() {
    String link = linkOf("administrator", "add", BERT, "--role", "SecurityReader");
    visitor().post(link, "password", OTHER, "again", OTHER);
    for (List<String> change :
        List.of(
            List.of("administrator", "set", BERT, "--role", "SecurityAdministrator"),
            List.of("administrator", "set", BERT, "--domain", "example.org"),
            List.of("administrator", "sign-out", BERT))) {
      Visitor bert = signedIn(BERT, OTHER);
      assertThat(running.say(change.toArray(String[]::new)).status()).as("%s", change).isZero();
      assertThat(isSignedIn(bert)).as("%s", change).isFalse();
    }
    Visitor bert = signedIn(BERT, OTHER);
    running.say("administrator", "set", BERT, "--enabled", "false");
    assertThat(isSignedIn(bert)).isFalse();
    assertThat(signIn(visitor(), BERT, OTHER).status()).isEqualTo(401);
    running.say("administrator", "set", BERT, "--enabled", "true");
    Visitor again = signedIn(BERT, OTHER);
    String fresh = linkOf("administrator", "reset", BERT);
    assertThat(isSignedIn(again)).isFalse();
    assertThat(signIn(visitor(), BERT, OTHER).status()).isEqualTo(401);
    visitor().post(fresh, "password", PASSWORD, "again", PASSWORD);
    Visitor last = signedIn(BERT, PASSWORD);
    running.say("administrator", "remove", BERT);
    assertThat(isSignedIn(last)).isFalse();
    assertThat(running.say("administrator", "remove", ANNA).err()).contains("last Global");
  }

  /** A reverse proxy may ask for a password of its own, which browsers then send with all. */
  @Test
  void beside_the_password_of_a_reverse_proxy_a_session_is_a_session() {
    Visitor visitor = signedIn(ANNA, PASSWORD);
    String[] basic = {"Authorization", "Basic cHJveHk6c2VjcmV0"};
    assertThat(visitor.get("/restricted", basic).status()).isEqualTo(200);
    assertThat(visitor.get("/sign-in", basic).location()).isEqualTo("/");
    String act = "/account/sign-out-others";
    Page foreign =
        visitor.send("POST", act, "", basic[0], basic[1], "Sec-Fetch-Site", "cross-site");
    assertThat(foreign.status()).isEqualTo(403);
    Page own = visitor.send("POST", act, "", basic[0], basic[1], "Sec-Fetch-Site", "same-origin");
    assertThat(own.status()).isEqualTo(200);
    assertThat(visitor().under("evil.test").get("/", basic).status()).isEqualTo(421);
  }

  @Test
  void beside_a_bearer_token_the_cookie_says_nothing_wherever_it_is_sent() {
    Visitor visitor = signedIn(ANNA, PASSWORD);
    String[] bearer = {"Authorization", "Bearer of-somebody-else"};
    assertThat(visitor.get("/account", bearer).location()).startsWith("/sign-in");
    Page foreign =
        visitor.send(
            "POST", "/account/password", "", bearer[0], bearer[1], "Sec-Fetch-Site", "cross-site");
    assertThat(foreign.location()).isEqualTo("/sign-in");
    assertThat(isSignedIn(visitor)).isTrue();
  }

  @Test
  void the_client_is_the_one_of_the_last_line_that_a_proxy_added() {
    running.close();
    running =
        Running.start(
            data,
            "[proxy]\nlisten = [\"127.0.0.1:0\"]\n[access]\nproxies = [\"127.0.0.1\"]\n",
            time);
    Page refused =
        visitor()
            .send(
                "POST",
                "/sign-in",
                Visitor.form("name", ANNA, "password", OTHER),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "X-Forwarded-For",
                "192.0.2.66",
                "X-Forwarded-For",
                "198.51.100.9");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(running.say("audit", "search", "--output", "json").out())
        .contains("198.51.100.9")
        .doesNotContain("192.0.2.66");
  }

  @Test
  void after_signing_in_one_stays_on_this_server() {
    for (String to :
        List.of(
            "//evil.test", "https://evil.test", "/\\evil.test", "/%0d%0aSet-Cookie:x=y\r\nX: y")) {
      Page page = visitor().post("/sign-in", "to", to, "name", ANNA, "password", PASSWORD);
      assertThat(page.location()).as(to).startsWith("/").doesNotContain("evil", "\r", "X: y");
      assertThat(page.header("X")).isEmpty();
      assertThat(page.headers().stream().filter(h -> h.getKey().equals("set-cookie"))).hasSize(1);
    }
    Page page = visitor().post("/sign-in", "to", "/audit?x=1", "name", ANNA, "password", PASSWORD);
    assertThat(page.location()).isEqualTo("/audit?x=1");
    Visitor signed = signedIn(ANNA, PASSWORD);
    assertThat(signed.get("/sign-in?to=%2F%2Fevil.test").location()).isEqualTo("/");
    assertThat(visitor().get("/account").location()).isEqualTo("/sign-in?to=%2Faccount");
  }

  @Test
  void what_is_typed_stays_text() {
    String script = "\"><script>alert(1)</script>";
    assertThat(signIn(visitor(), script, "x").body()).doesNotContain("<script>alert");
    Page page = visitor().get("/sign-in?to=%22%3E%3Cscript%3E");
    assertThat(page.body()).doesNotContain("<script>");
    assertThat(page.header("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.header("Cache-Control")).contains("no-store");
    assertThat(page.body()).doesNotContain("<style", "onclick", "style=");
  }

  @Test
  void tenant_admins_and_the_log_know_who_signed_in() {
    signedIn(ANNA, PASSWORD);
    String audit = running.say("audit", "search", "--output", "json").out();
    assertThat(audit).contains("New-ManagementUser", "first start", "UserLoggedIn", "127.0.0.1");
    assertThat(running.say("audit", "verify").status()).isZero();
  }

  @Test
  void what_an_open_page_asks_by_itself_keeps_no_session() {
    Visitor left = signedIn(ANNA, PASSWORD);
    Visitor used = signedIn(ANNA, PASSWORD);
    for (int minutes = 0; minutes < 60; minutes += 20) {
      time.pass(Duration.ofMinutes(20));
      assertThat(left.get("/", "HX-Request", "true", "HX-Trigger", "live").status()).isEqualTo(200);
      assertThat(left.get("/plots/decisions", "Sluice-Refresh", "plot").status()).isEqualTo(200);
      assertThat(used.get("/", "HX-Request", "true", "HX-Trigger", "sort-entity").status())
          .isEqualTo(200);
    }
    time.pass(Duration.ofMinutes(2));
    assertThat(isSignedIn(left)).isFalse();
    assertThat(isSignedIn(used)).isTrue();
  }
}
