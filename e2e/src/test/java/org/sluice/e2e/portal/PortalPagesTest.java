package org.sluice.e2e.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.e2e.portal.ForeignCode.url;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.e2e.portal.Portal.Window;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.FreePort;
import org.sluice.testkit.SmtpSink;

/**
 * What holds for each page: accessible, usable by keyboard, small, and never running foreign code.
 */
class PortalPagesTest {
  private static final String EVIL = ForeignCode.IMAGE;
  private static final String EVIL_USER = ForeignCode.USER;
  private static final int MOST_BYTES = 100_000;
  private static final int MOST_TABS = 400;

  private static SmtpSink receiver;
  private static Portal portal;
  private static String alert;

  @BeforeAll
  static void start() {
    receiver = new SmtpSink(FreePort.next());
    portal = new Portal(Portal.ANYWHERE, ForeignCode.configuration(receiver));
    PlaywrightAssertions.setDefaultAssertionTimeout(Portal.PATIENCE_MILLIS);
    portal.ask("anna@example.org", "x@elsewhere.test", "203.0.113.7");
    alert = ForeignCode.fill(portal);
  }

  @AfterAll
  static void stop() throws IOException {
    portal.close();
    receiver.close();
  }

  private static List<String> pages() {
    String evilUser = "user:" + EVIL_USER;
    return List.of(
        "/",
        "/restricted",
        "/restricted?q=" + url(EVIL) + "&type=" + url(EVIL) + "&sort=" + url(EVIL),
        "/restricted/restrict",
        "/restricted/unblock?who=" + url(evilUser),
        "/restricted/unblock?step=protect&who=" + url(evilUser),
        "/restricted/unblock?who=connector:scanner",
        "/restricted/unblock?who=" + url(EVIL),
        "/entity?name=" + url(EVIL_USER),
        "/entity?type=connector&name=scanner",
        "/entity?name=lifted@example.org",
        "/entity/restrictions?name=lifted@example.org",
        "/restricted?type=connector&q=nobody",
        "/entity?name=onerror",
        "/alert-policies",
        "/alert-policies/new",
        "/alert-policies/policy?name=" + url(ForeignCode.ALERT_POLICY.code()),
        "/alert-policies/policy?name=User+restricted+from+sending+email",
        "/policies",
        "/policies/new",
        "/policies/policy?name=Default",
        "/policies/policy?name=" + url(ForeignCode.POLICY.code()),
        "/policies/policy?name=" + url(EVIL + "?"),
        "/alerts?q=" + url("<"),
        "/alerts",
        alert,
        "/audit",
        "/audit?operation=" + url(EVIL) + "&text=" + url(EVIL),
        "/audit?object=" + url(EVIL_USER),
        "/audit/record?number=1",
        "/audit/switch",
        "/audit/verify",
        "/settings",
        "/settings/administrators",
        "/settings/administrators/administrator?id=eva@example.org",
        "/settings/tokens",
        "/note?note=" + url(EVIL));
  }

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "1920, LIGHT", "1920, DARK"})
  void every_page_is_accessible_fits_and_is_quiet(int width, ColorScheme scheme) {
    List<String> faults = new ArrayList<>();
    try (Window window = portal.window(width, scheme)) {
      for (String path : pages()) {
        Page page = window.go(path);
        Looks.faults(page).forEach(f -> faults.add(path + " " + f));
        if (page.locator("details.numbers").count() > 0) {
          page.locator("details.numbers")
              .evaluateAll("all => all.forEach(d => { d.open = true; })");
          Looks.faults(page).forEach(f -> faults.add(path + " with its numbers " + f));
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  /** Goes to a page, holds that no foreign code is in it but as text, and returns that text. */
  private static String text(Window window, String path) {
    return ForeignCode.textOf(window.go(path), path);
  }

  @Test
  void foreign_code_in_any_field_is_text_and_nothing_else() {
    try (Window window = portal.window();
        Window own = portal.stranger(1280, ColorScheme.LIGHT)) {
      ForeignCode.signIn(own);
      assertThat(text(own, "/account")).contains(ForeignCode.BROWSER.code());
      portal.restrict("told@example.org");
      Eventually.holds(
          "the receiver has answered",
          () -> text(window, "/settings").contains(ForeignCode.RECEIVER_S_ANSWER.code()));
      pages().forEach(path -> text(window, path));
      for (ForeignCode field : ForeignCode.values()) {
        for (String path : field.shownAt(alert)) {
          assertThat(text(window, path)).as(field + " at " + path).contains(field.code());
        }
      }
    }
  }

  @Test
  void every_control_of_every_page_is_reached_by_the_keyboard_and_seen() {
    try (Window window = portal.window()) {
      for (String path : pages()) {
        assertThat(Tabs.faults(window.go(path))).as(path).isEmpty();
      }
    }
  }

  @Test
  void the_wizard_is_walked_by_keyboard_alone() {
    portal.restrict("kai@example.org");
    try (Window window = portal.window()) {
      Page page = window.go("/restricted?q=kai");
      press(page, "Unblock");
      press(page, "Next");
      press(page, "Submit");
      press(page, "Yes");
      page.getByText("may send again").last().waitFor();
      page.keyboard().press("Escape");
      PlaywrightAssertions.assertThat(page.locator("dialog")).isHidden();
    }
    assertThat(portal.ask("kai@example.org", "x@elsewhere.test", "203.0.113.7"))
        .isEqualTo("action=DUNNO");
  }

  private static Locator.FilterOptions exactly(String text) {
    return new Locator.FilterOptions().setHasText(Pattern.compile("^" + text + "$"));
  }

  /** Tabs to a control of this text, waiting for it to be there, and presses Enter. */
  private static void press(Page page, String text) {
    page.locator("a, button").filter(exactly(text)).last().waitFor();
    // What htmx has just put in is its own only when it has settled; before, a form is the
    // browser's.
    page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
        .first()
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    for (int i = 0; i < MOST_TABS; i++) {
      page.keyboard().press("Tab");
      if (page.evaluate("document.activeElement.innerText").equals(text)) {
        page.keyboard().press("Enter");
        return;
      }
    }
    throw new AssertionError("No Tab leads to " + text);
  }

  @Test
  void a_page_that_hears_nothing_says_so_until_it_hears_again() {
    try (Window window = portal.window()) {
      Page page = window.page();
      page.route("**/live?*", Route::abort);
      window.go("/restricted");
      Locator lost = page.locator("#lost");
      PlaywrightAssertions.assertThat(lost).containsText("what is shown here may be old");
      page.unroute("**/live?*");
      PlaywrightAssertions.assertThat(lost).isHidden();
    }
  }

  @Test
  void a_list_that_cannot_be_fetched_stays_and_that_is_said() {
    try (Window window = portal.window()) {
      Page page = window.go("/restricted");
      page.route(
          "**/restricted?*", route -> route.fulfill(new Route.FulfillOptions().setStatus(500)));
      page.locator("#type").selectOption("connector");
      PlaywrightAssertions.assertThat(page.locator("#lost")).containsText("could not answer (500)");
      PlaywrightAssertions.assertThat(page.locator("#live")).containsText("scanner");
    }
  }

  @Test
  void pages_are_small_and_say_what_a_browser_may_do() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path : pages()) {
        HttpResponse<byte[]> answer =
            http.send(
                HttpRequest.newBuilder(URI.create(portal.url() + path))
                    .header("Authorization", "Bearer " + portal.token())
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.body().length).as(path).isLessThan(MOST_BYTES);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
            .as(path)
            .contains("default-src 'none'", "script-src 'self'", "base-uri 'none'")
            .doesNotContain("unsafe");
        String html = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(html).as(path).doesNotContain(" style=").doesNotContainPattern("<script>");
      }
      Map<String, Integer> withoutToken = Map.of("/", 303, "/restricted", 303, "/assets/x/y", 404);
      for (var entry : withoutToken.entrySet()) {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(URI.create(portal.url() + entry.getKey())).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(entry.getKey()).isEqualTo(entry.getValue());
      }
      HttpResponse<String> post =
          http.send(
              HttpRequest.newBuilder(URI.create(portal.url() + "/audit/switch"))
                  .POST(HttpRequest.BodyPublishers.ofString("on=no"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(post.statusCode()).isEqualTo(401);
    }
  }
}
