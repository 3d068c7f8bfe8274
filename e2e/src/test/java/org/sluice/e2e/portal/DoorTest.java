package org.sluice.e2e.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.e2e.portal.Portal.Window;

/** Becoming administrator, signing in, one's own account: with a password, by a person. */
class DoorTest {
  private static final String PASSWORD = "correct horse battery staple";

  private static void press(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .click();
  }

  private static void type(Page page, String label, String text) {
    page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
  }

  private static void isFine(Page page, String heading, String picture) {
    assertThat(page.locator("h1")).hasText(heading);
    assertThat(Looks.faults(page)).as(heading).isEmpty();
    assertThat(Tabs.faults(page)).as(heading).isEmpty();
    assertThat(page.content()).as("nothing stands inline").doesNotContain(" style=");
    if (!picture.isEmpty()) {
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target/portal", picture + ".png")));
    }
  }

  @ParameterizedTest
  @CsvSource({"360, DARK", "360, LIGHT", "1920, DARK", "1920, LIGHT"})
  void the_door_is_accessible_and_fits(int width, ColorScheme scheme) {
    PlaywrightAssertions.setDefaultAssertionTimeout(Portal.PATIENCE_MILLIS);
    String of = "-" + width + "-" + scheme;
    try (Portal portal = new Portal();
        Window window = portal.stranger(width, scheme)) {
      Page page = window.go("/link/nothing");
      isFine(page, "The link does not hold", "ended" + of);
      page = window.go(portal.firstLink());
      isFine(page, "First administrator", "first" + of);
      type(page, "Your address", "root@example.org");
      type(page, "Password", "short");
      type(page, "The same again", "short");
      press(page, "Become administrator");
      assertThat(page.locator(".problem")).containsText("12");
      type(page, "Password", PASSWORD);
      type(page, "The same again", PASSWORD);
      press(page, "Become administrator");
      isFine(page, "Sign in", "sign-in" + of);
      type(page, "Address", "root@example.org");
      type(page, "Password", "wrong");
      press(page, "Sign in");
      assertThat(page.locator(".problem")).hasText("Address or password is wrong.");
      isFine(page, "Sign in", "sign-in-wrong" + of);
      type(page, "Password", PASSWORD);
      press(page, "Sign in");
      assertThat(page.locator("h1")).hasText("Overview");
      page = window.go("/account");
      isFine(page, "Your account", "account" + of);
      page = window.go("/account/second-factor");
      isFine(page, "Second factor", "second-factor" + of);
      secondFactor(window, of);
    }
  }

  private static void secondFactor(Window window, String of) {
    Page page = window.page();
    String key = page.locator("input[name='secret']").getAttribute("value");
    type(page, "Your password", PASSWORD);
    type(page, "Code", "000 00");
    press(page, "Use this second factor");
    isFine(page, "Second factor", "second-factor-wrong" + of);
    type(page, "Your password", PASSWORD);
    type(page, "Code", Authenticator.code(key));
    press(page, "Use this second factor");
    isFine(page, "Recovery codes", "recovery-codes" + of);
    String code = page.locator("li code").first().textContent();
    page = window.go("/account");
    isFine(page, "Your account", "account-second-factor" + of);
    press(page, "Sign out");
    type(page, "Address", "root@example.org");
    type(page, "Password", PASSWORD);
    press(page, "Sign in");
    isFine(page, "Second factor", "code" + of);
    type(page, "Code", code);
    press(page, "Sign in");
    assertThat(page.locator("h1")).hasText("Overview");
  }

  /** From elsewhere, while a page is open. */
  private static void endSessions(Portal portal) {
    String call =
        "{\"CmdletInput\":{\"CmdletName\":\"Remove-ManagementUserSession\",\"Parameters\":"
            + "{\"Identity\":\"root@example.org\"}}}";
    try (Window other = portal.window()) {
      APIResponse done =
          other
              .page()
              .request()
              .post(
                  "/adminapi/beta/x/InvokeCommand",
                  RequestOptions.create()
                      .setHeader("Content-Type", "application/json")
                      .setData(call));
      assertThat(done).isOK();
    }
  }

  @Test
  void the_account_is_left_and_the_way_back_leads_where_one_was() {
    PlaywrightAssertions.setDefaultAssertionTimeout(Portal.PATIENCE_MILLIS);
    try (Portal portal = new Portal();
        Window window = portal.stranger(1280, ColorScheme.LIGHT)) {
      Page page = window.go(portal.firstLink());
      type(page, "Your address", "root@example.org");
      type(page, "Password", PASSWORD);
      type(page, "The same again", PASSWORD);
      press(page, "Become administrator");
      page = window.go("/restricted?q=anna");
      isFine(page, "Sign in", "");
      type(page, "Address", "root@example.org");
      type(page, "Password", PASSWORD);
      press(page, "Sign in");
      assertThat(page.locator("h1")).hasText("Restricted entities");
      assertThat(page.locator("#q")).hasValue("anna");
      endSessions(portal);
      assertThat(page.locator("h1")).hasText("Sign in");
      type(page, "Address", "root@example.org");
      type(page, "Password", PASSWORD);
      press(page, "Sign in");
      assertThat(page.locator("#q")).hasValue("anna");
      page = window.go("/account");
      assertThat(page.locator("main")).containsText("(this one)");
      press(page, "Sign out everywhere else");
      assertThat(page.locator(".note")).containsText("other sessions have ended");
      press(page, "Sign out");
      isFine(page, "Sign in", "");
    }
  }
}
