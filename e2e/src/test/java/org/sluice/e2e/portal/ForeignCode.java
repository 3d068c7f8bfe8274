package org.sluice.e2e.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.sluice.e2e.portal.Portal.Window;
import org.sluice.testkit.SmtpSink;

/**
 * Code in every field that somebody else fills and a page shows. Each field has a code of its own,
 * so that each can be looked for where it is to be seen; all set {@code window.hacked} if they run.
 */
enum ForeignCode {
  REASON(
      "/entity?name=lifted@example.org",
      "/entity/restrictions?name=lifted@example.org",
      "/audit?object=lifted@example.org"),
  RELEASE_COMMENT(
      "/entity?name=lifted@example.org",
      "/entity/restrictions?name=lifted@example.org",
      "/audit?operation=Delisted"),
  CONNECTOR("/settings", "/restricted?type=connector", "/restricted/restrict"),
  RECEIVER_S_ANSWER("/settings"),
  DISPLAY_NAME(
      "/settings/administrators", "/settings/administrators/administrator?id=eva@example.org"),
  TOKEN("/settings/tokens", "/audit?operation=New-ApiToken"),
  POLICY("/policies", "/entity?name=grete@example.org"),
  POLICY_DESCRIPTION("{policy}"),
  RULE("/entity?name=grete@example.org", "/audit?operation=New-HostedOutboundSpamFilterRule"),
  RULE_COMMENT("{policy}"),
  GROUP("/policies", "{policy}"),
  DOMAIN("/policies", "{policy}"),
  EXCEPTED_DOMAIN("/policies", "{policy}"),
  ALERT_POLICY("/alert-policies", "/audit?operation=New-ProtectionAlert"),
  ALERT_FILTER("/alert-policies/policy?name={code of ALERT_POLICY}"),
  ALERT_POLICY_COMMENT("/alert-policies/policy?name={code of ALERT_POLICY}"),
  ASSIGNEE("/alerts?status=all", "{alert}", "/audit?operation=Set-Alert"),
  ALERT_COMMENT("{alert}", "/audit?operation=Set-Alert"),
  FREE_TEXT("/audit?text={code of FREE_TEXT}", "/restricted?q={code of FREE_TEXT}"),
  QUEUE_ID("/entity?name={user}", "/restricted/unblock?who=user:{user}"),
  /** What a browser calls itself; seen by who signed in with it. */
  BROWSER(),
  /** What {@link #change} puts in the place of others; seen in the records of it. */
  LATER_DISPLAY_NAME(),
  LATER_DESCRIPTION(),
  LATER_RULE_COMMENT(),
  LATER_FILTER(),
  LATER_ALERT_POLICY_COMMENT(),
  LATER_ASSIGNEE(),
  /** What is written into a form and not kept; seen in the answer. */
  TYPED();

  /** A login that would leave an attribute. */
  static final String USER = "\"'><svg/onload=window.hacked=1>@example.org";

  /** What a client address or a search may be. */
  static final String IMAGE = "<img src=x onerror=window.hacked=1>";

  private static final String PASSWORD = "correct horse battery staple";
  private final List<String> paths;

  ForeignCode(String... paths) {
    this.paths = List.of(paths);
  }

  /** What stands in the field. It has no blank and no more than 64 characters, as names have. */
  String code() {
    return "<svg/onload=window.hacked=" + ordinal() + ">";
  }

  /** The pages that show it. */
  List<String> shownAt(String alert) {
    return paths.stream()
        .map(path ->
            path.replace("{alert}", alert)
                .replace("{user}", url(USER))
                .replace("{policy}", "/policies/policy?name=" + url(POLICY.code()))
                .replace("{code of ALERT_POLICY}", url(ALERT_POLICY.code()))
                .replace("{code of FREE_TEXT}", url(FREE_TEXT.code())))
        .toList();
  }

  static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The configuration that has such a connector, and notifies a server that answers with code. */
  static String configuration(SmtpSink receiver) {
    receiver.answerRcpt("550 5.1.1 " + RECEIVER_S_ANSWER.code());
    return """
    [[connector]]
    name = '%s'
    networks = ["198.51.100.0/24"]
    [mail]
    server = "127.0.0.1:%d"
    tls = "none"
    from = "sluice@example.org"
    """
        .formatted(CONNECTOR.code(), receiver.port());
  }

  /**
   * Fills every field.
   *
   * @return the path of an alert
   */
  static String fill(Portal portal) {
    for (int i = 0; i < 501; i++) {
      portal.ask(USER, "r" + i + "@elsewhere.test", IMAGE, QUEUE_ID.code());
    }
    try (Window window = portal.window()) {
      fillAccess(portal, window);
      fillRestrictions(window);
      fillPolicies(window);
      return fillAlerts(window);
    }
  }

  private static void fillAccess(Portal portal, Window window) {
    post(
        window,
        portal.firstLink(),
        List.of("name=root@example.org", "password=" + PASSWORD, "again=" + PASSWORD),
        List.of());
    post(
        window,
        "/settings/administrators",
        List.of("address=eva@example.org", "name=" + DISPLAY_NAME.code()),
        List.of("role=GlobalAdministrator", "domains="));
    post(
        window,
        "/settings/tokens",
        List.of("name=" + TOKEN.code(), "role=SecurityReader", "expires=2999-01-01"),
        List.of());
  }

  private static void fillRestrictions(Window window) {
    String[][] all = {
      {"connector", "scanner"},
      {"connector", CONNECTOR.code()},
      {"user", IMAGE + "@b"},
      {"user", "lifted@example.org"}
    };
    for (String[] each : all) {
      post(
          window,
          "/restricted/restrict",
          List.of("type=" + each[0], "name=" + each[1], "reason=" + REASON.code()),
          List.of());
    }
    String seen =
        window
            .go("/restricted/unblock?step=protect&who=user:lifted@example.org")
            .locator("input[name=restriction]")
            .getAttribute("value");
    post(
        window,
        "/restricted/unblock",
        List.of("who=user:lifted@example.org", "restriction=" + seen, "answer=yes"),
        List.of("comment=" + RELEASE_COMMENT.code()));
  }

  private static void fillPolicies(Window window) {
    post(
        window,
        "/policies/new",
        List.of("name=" + POLICY.code(), "description=" + POLICY_DESCRIPTION.code()),
        List.of("external=100", "internal=100", "day=100", "action=BlockUser", "mode=Monitor"),
        List.of("store-loss=Local", "forwarding=Automatic", "do=save"));
    RequestOptions rule =
        RequestOptions.create()
            .setHeader("Content-Type", "application/json")
            .setData(
                """
                {"name":"%s","policy":"%s","comments":"%s","from":["grete@example.org"],
                 "fromMemberOf":["%s","staff"],"senderDomainIs":["%s","example.org"],
                 "exceptIfSenderDomainIs":["%s"],
                 "exceptIfFrom":["x\\"><script>window.hacked=1</script>"]}
                """
                    .formatted(
                        RULE.code(),
                        POLICY.code(),
                        RULE_COMMENT.code(),
                        GROUP.code(),
                        DOMAIN.code(),
                        EXCEPTED_DOMAIN.code()));
    APIResponse bound = window.page().request().post("/api/v1/outbound-spam-rules", rule);
    assertThat(bound.status()).as(bound.text()).isEqualTo(201);
  }

  private static String fillAlerts(Window window) {
    post(
        window,
        "/alert-policies/new",
        List.of("name=" + ALERT_POLICY.code(), "status=on", "severity=High", "category=Others"),
        List.of("operation=Set-Alert", "filter=ObjectId -ne '" + ALERT_FILTER.code() + "'"),
        List.of("aggregation=None", "comment=" + ALERT_POLICY_COMMENT.code()));
    window.go("/alerts?status=all");
    String alert = window.page().locator("#live tbody a").first().getAttribute("href");
    String version = window.go(alert).locator("input[name=version]").getAttribute("value");
    post(
        window,
        "/alerts/alert",
        List.of("id=" + alert.substring(alert.indexOf('=') + 1), "version=" + version),
        List.of("status=InProgress", "classification=NotSet"),
        List.of("assignee=" + ASSIGNEE.code(), "comment=" + ALERT_COMMENT.code()));
    return alert;
  }

  /** Puts other code in the place of some, so that records have what was before and what is now. */
  static void change(Window window, String alert) {
    post(
        window,
        "/settings/administrators/administrator",
        List.of("id=eva@example.org", "name=" + LATER_DISPLAY_NAME.code()),
        List.of("role=GlobalAdministrator", "status=on", "domains="),
        versions(window, "/settings/administrators/administrator?id=eva@example.org"));
    post(
        window,
        "/policies/policy",
        policy(LATER_DESCRIPTION, LATER_RULE_COMMENT),
        versions(window, "/policies/policy?name=" + url(POLICY.code())));
    post(
        window,
        "/alert-policies/policy",
        alertPolicy(LATER_FILTER, LATER_ALERT_POLICY_COMMENT),
        versions(window, "/alert-policies/policy?name=" + url(ALERT_POLICY.code())));
    post(window, "/alerts/alert", alert(alert, LATER_ASSIGNEE), versions(window, alert));
  }

  /** Which versions a form was filled in from. */
  private static List<String> versions(Window window, String path) {
    Page page = window.go(path);
    return Stream.of("version", "rule-version")
        .filter(name -> page.locator("input[name=" + name + "]").count() > 0)
        .map(name ->
            name + "=" + page.locator("input[name=" + name + "]").first().getAttribute("value"))
        .toList();
  }

  /** The form of the outbound spam policy. */
  static List<String> policy(ForeignCode description, ForeignCode comment) {
    return List.of(
        "policy=" + POLICY.code(),
        "description=" + description.code(),
        "comments=" + comment.code(),
        "from=grete@example.org",
        "enabled=on",
        "priority=0",
        "external=100",
        "internal=100",
        "day=100",
        "action=BlockUser",
        "mode=Monitor",
        "store-loss=Local",
        "forwarding=Automatic",
        "do=save");
  }

  /** The form of the alert policy. */
  static List<String> alertPolicy(ForeignCode filter, ForeignCode comment) {
    return List.of(
        "policy=" + ALERT_POLICY.code(),
        "status=on",
        "severity=High",
        "category=Others",
        "operation=Set-Alert",
        "filter=ObjectId -ne '" + filter.code() + "'",
        "aggregation=None",
        "comment=" + comment.code());
  }

  /** The form of the alert at a path. */
  static List<String> alert(String path, ForeignCode assignee) {
    return List.of(
        "id=" + path.substring(path.indexOf('=') + 1),
        "status=InProgress",
        "classification=NotSet",
        "assignee=" + assignee.code());
  }

  /** Holds that no foreign code is in a page but as text, and returns that text. */
  static String textOf(Page page, String what) {
    assertThat(page.evaluate("window.hacked === undefined")).as(what).isEqualTo(true);
    assertThat(page.locator("img[onerror], svg[onload], main img, main script").count())
        .as(what)
        .isZero();
    return String.valueOf(
        page.evaluate(
            """
            () => [document.body.innerText,
              ...[...document.querySelectorAll('input, textarea, option')].map(e => e.value)]
              .join('\\n')\
            """));
  }

  /** Signs in with a browser of such a name. */
  static void signIn(Window stranger) {
    FormData form = FormData.create().set("name", "root@example.org").set("password", PASSWORD);
    APIResponse answer =
        stranger
            .page()
            .request()
            .post(
                "/sign-in",
                RequestOptions.create().setForm(form).setHeader("User-Agent", BROWSER.code()));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @SafeVarargs
  private static void post(Window window, String path, List<String>... fields) {
    FormData form = FormData.create();
    for (List<String> some : fields) {
      for (String field : some) {
        int at = field.indexOf('=');
        form.append(field.substring(0, at), field.substring(at + 1));
      }
    }
    APIResponse answer = window.page().request().post(path, RequestOptions.create().setForm(form));
    assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(200);
  }
}
