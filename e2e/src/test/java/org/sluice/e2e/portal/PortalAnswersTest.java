package org.sluice.e2e.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sluice.e2e.portal.Portal.Window;

/**
 * What forms are answered with, right and wrong: accessible and whole on a telephone and a screen,
 * light and dark, and quiet, as the pages are that are asked for.
 */
class PortalAnswersTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final String UNBLOCK = "/restricted/unblock";
  private static final String LIMITS = "external=100&internal=100&day=100";
  private static Portal portal;

  @BeforeAll
  static void start() {
    portal = new Portal();
    portal.ask("petra@example.org", "x@elsewhere.test", "203.0.113.7");
    portal.restrict("anna@example.org");
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  private static String[] policy(String... more) {
    String rest = "action=BlockUser&mode=Enforce&store-loss=Local&forwarding=Automatic&enabled=on";
    return (String.join("&", more) + "&" + LIMITS + "&" + rest).split("&", -1);
  }

  @Test
  void a_policy_is_refused_previewed_saved_and_refused_again() {
    try (Window window = portal.window()) {
      Answers answers = new Answers(window);
      window.go("/policies/new");
      answers.to(422, "/policies/new", policy("name=Broken", "external=many", "do=save"));
      answers.to(422, "/policies/new", policy("name=", "do=save"));
      answers.to(422, "/policies/new", policy("name=Odd", "not-from=a@example.org", "do=save"));
      answers.to(200, "/policies/new", policy("name=Advised", "do=strict"));
      answers.to(200, "/policies/new", policy("name=New", "from=petra@example.org", "do=preview"));
      answers.to(200, "/policies/new", policy("name=Kept", "group=nobodies", "do=save"));
      answers.to(
          409, "/policies/policy", policy("policy=Kept", "version=0", "rule-version=0", "do=save"));
      answers.to(422, "/policies/move", "rule=Kept", "to=far");
      answers.to(409, "/policies/move", "rule=Kept", "to=0", "version=0");
      answers.to(200, "/policies/reevaluate", "policy=Default");
      answers.to(409, "/policies/remove", "policy=Kept", "version=0");
      String version = "version=" + answers.hidden("version");
      String rule = "rule-version=" + answers.hidden("rule-version");
      answers.to(200, "/policies/remove", "policy=Kept", version, rule);
      assertThat(answers.faults()).isEmpty();
    }
  }

  @Test
  void alerts_and_alert_policies_are_refused_and_kept() {
    try (Window window = portal.window()) {
      Answers answers = new Answers(window);
      String one = "/alert-policies/policy";
      String named = "policy=Suspicious connector activity";
      window.go("/alert-policies/new");
      answers.to(422, "/alert-policies/new", "name=New", "status=on", "severity=Huge");
      window.go(one + "?name=Suspicious+connector+activity");
      String shown = "version=" + answers.hidden("version");
      answers.to(422, one, named, shown, "status=on", "severity=Low", "recipient=no address");
      answers.to(409, one, named, "status=on", "severity=Low", "daily-limit=5", "version=0");
      answers.to(409, "/alert-policies/remove", named, "version=0");
      window.go("/alerts?q=anna");
      String alert = window.page().locator("#live tbody a").first().getAttribute("href");
      String id = "id=" + alert.substring(alert.indexOf('=') + 1);
      answers.to(
          409, "/alerts/alert", id, "version=0", "status=Resolved", "classification=TruePositive");
      String version = "version=" + answers.hidden("version");
      answers.to(
          200, "/alerts/alert", id, version, "status=InProgress", "assignee=rita", "comment=Yes");
      answers.to(404, "/alerts/alert", "id=nothing");
      assertThat(answers.faults()).isEmpty();
    }
  }

  @Test
  void senders_are_restricted_and_unblocked_one_by_one_and_together() {
    try (Window window = portal.window()) {
      Answers answers = new Answers(window);
      window.go("/restricted/restrict");
      answers.to(422, "/restricted/restrict", "type=user", "name=x@example.org", "reason=");
      answers.to(
          422, "/restricted/restrict", "type=user", "name=x@example.org", "reason=r", "end=never");
      for (String name : new String[] {"b@example.org", "c@example.org", "d@example.org"}) {
        answers.to(200, "/restricted/restrict", "type=user", "name=" + name, "reason=Phished");
      }
      answers.to(422, UNBLOCK + "/selected", "who=");
      answers.to(200, UNBLOCK + "/selected", "who=user:b@example.org", "who=user:c@example.org");
      String seen = "restriction=" + answers.hidden("restriction");
      answers.to(
          200, UNBLOCK + "/many", "who=user:b@example.org", "who=user:nobody@example.org", seen);
      window.go(UNBLOCK + "?step=protect&who=user:d@example.org");
      String restriction = "restriction=" + answers.hidden("restriction");
      answers.to(200, UNBLOCK, "who=user:d@example.org", restriction, "comment=Password changed");
      answers.to(200, UNBLOCK, "who=user:d@example.org", restriction, "answer=no", "comment=Wait");
      answers.to(409, UNBLOCK, "who=user:d@example.org", "restriction=other", "answer=yes");
      answers.to(200, UNBLOCK, "who=user:d@example.org", restriction, "answer=yes", "comment=Done");
      answers.to(404, UNBLOCK, "who=user:d@example.org", restriction, "answer=yes");
      answers.to(200, "/restricted/restrict", "type=connector", "name=scanner", "reason=Open");
      window.go(UNBLOCK + "?who=connector:scanner");
      restriction = "restriction=" + answers.hidden("restriction");
      answers.to(200, UNBLOCK, "who=connector:scanner", restriction, "answer=yes");
      assertThat(answers.faults()).isEmpty();
    }
  }

  @Test
  void settings_are_refused_and_told_once() {
    String people = "/settings/administrators";
    try (Window window = portal.window()) {
      Answers answers = new Answers(window);
      window.go("/settings");
      answers.to(422, "/settings/test", "channel=webhook", "to=nobody");
      answers.to(422, people, "address=no address", "role=SecurityReader");
      answers.to(200, people, "address=eva@example.org", "name=Eva", "role=SecurityReader");
      answers.to(
          409, people + "/administrator", "id=eva@example.org", "version=0", "role=SecurityReader");
      answers.to(200, people + "/administrator/link", "id=eva@example.org");
      String version = "version=" + answers.hidden("version");
      answers.to(200, people + "/administrator/remove", "id=eva@example.org", version);
      answers.to(422, "/settings/tokens", "name=", "role=SecurityReader");
      answers.to(200, "/settings/tokens", "name=ci", "role=SecurityReader", "expires=2999-01-01");
      answers.to(200, "/settings/tokens/revoke", "name=ci");
      assertThat(answers.faults()).isEmpty();
    }
  }

  @Test
  void the_audit_log_is_proved_and_switched() {
    try (Window window = portal.window()) {
      Answers answers = new Answers(window);
      window.go("/audit/verify");
      answers.to(200, "/audit/verify", "number=", "hash=");
      answers.to(422, "/audit/verify", "number=first", "hash=");
      answers.to(200, "/audit/verify", "number=1", "hash=" + "0".repeat(64));
      answers.to(200, "/audit/switch", "on=no");
      answers.at("/");
      answers.to(200, "/audit/switch", "on=yes");
      assertThat(answers.faults()).isEmpty();
    }
  }

  @Test
  void who_may_not_is_told_so() {
    try (Window reader = portal.reader();
        Window stranger = portal.stranger(1280, ColorScheme.LIGHT)) {
      Answers answers = new Answers(reader);
      answers.at("/restricted/unblock?who=user:nobody@example.org");
      answers.at("/nothing/here");
      answers.to(403, "/restricted/restrict", "type=user", "name=x@example.org", "reason=r");
      assertThat(answers.faults()).isEmpty();
      answers = new Answers(stranger);
      stranger.go("/sign-in");
      answers.to(401, "/restricted/restrict", "type=user", "name=x@example.org", "reason=r");
      assertThat(answers.faults()).isEmpty();
    }
  }

  @Test
  void the_door_opens_step_by_step_and_says_what_is_wrong() {
    try (Portal fresh = new Portal();
        Window window = fresh.stranger(1280, ColorScheme.LIGHT)) {
      Answers answers = new Answers(window);
      String link = fresh.firstLink();
      window.go(link);
      answers.to(422, link, "name=root@example.org", "password=short", "again=short");
      answers.to(200, link, "name=root@example.org", "password=" + PASSWORD, "again=" + PASSWORD);
      answers.to(401, "/sign-in", "name=root@example.org", "password=wrong");
      answers.to(200, "/sign-in", "name=root@example.org", "password=" + PASSWORD);
      answers.at("/account");
      answers.to(422, "/account/password", "password=" + PASSWORD, "fresh=short", "again=short");
      secondFactor(window, answers);
      answers.to(422, "/account/second-factor/off", "proof=wrong");
      answers.to(200, "/account/sign-out-others");
      answers.to(200, "/sign-out");
      answers.to(200, "/sign-in", "name=root@example.org", "password=" + PASSWORD);
      assertThat(window.page().locator("h1")).hasText("Second factor");
      answers.to(401, "/sign-in/second-factor", "code=none");
      assertThat(answers.faults()).isEmpty();
    }
  }

  private static void secondFactor(Window window, Answers answers) {
    String own = "/account/second-factor";
    answers.at(own);
    String key = answers.hidden("secret");
    answers.to(422, own, "secret=" + key, "password=" + PASSWORD, "code=none");
    answers.to(422, own, "secret=short", "password=" + PASSWORD, "code=none");
    String code = Authenticator.code(key);
    answers.to(200, own, "secret=" + key, "password=" + PASSWORD, "code=" + code);
    assertThat(window.page().locator("h1")).hasText("Recovery codes");
    answers.at("/account");
    assertThat(window.page().locator("main")).containsText("recovery codes left");
  }
}
