package org.sluice.e2e.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.e2e.portal.Controls.button;
import static org.sluice.e2e.portal.Controls.link;
import static org.sluice.e2e.portal.Controls.named;
import static org.sluice.e2e.portal.Controls.withText;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sluice.e2e.portal.Portal.Window;

/** Alert policies and outbound policies as administrators edit them in a browser. */
class PortalPoliciesTest {
  private static Portal portal;

  @BeforeAll
  static void start() throws IOException {
    portal = new Portal(Portal.ANYWHERE, "");
    PlaywrightAssertions.setDefaultAssertionTimeout(Portal.PATIENCE_MILLIS);
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  @Test
  void the_alert_policy_of_restricted_users_is_verified_and_edited() {
    try (Window window = portal.window()) {
      Page page = window.go("/alert-policies");
      page.getByRole(AriaRole.LINK, named("Severity")).click();
      page.getByLabel("Search", new Page.GetByLabelOptions().setExact(true)).fill("user restr");
      assertThat(page.locator("#live tbody tr")).hasCount(1);
      assertThat(page.locator("#live tbody tr")).containsText("TenantAdmins");
      link(page, "User restricted from sending email").click();
      assertThat(page.getByLabel("On", new Page.GetByLabelOptions().setExact(true))).isChecked();
      assertThat(page.getByLabel("Send email notifications")).isChecked();
      assertThat(page.locator("#daily-limit")).hasValue("0");
      Locator more = page.locator("#recipient-more");
      more.fill("soc@example.org");
      more.press("Enter");
      button(page, "Remove TenantAdmins").click();
      page.locator("#daily-limit").selectOption("5");
      button(page, "Save").click();
      assertThat(page.locator("dialog")).containsText("Saved.");
      link(page, "Close").click();
      Locator row = page.locator("#live tbody tr");
      assertThat(row).containsText("soc@example.org");
      assertThat(row).not().containsText("TenantAdmins");
    }
  }

  @Test
  void two_administrators_do_not_overwrite_each_other() {
    String path = "/alert-policies/policy?name=Suspicious+connector+activity";
    try (Window first = portal.window();
        Window second = portal.window()) {
      first.go(path);
      second.go(path);
      first.page().locator("#severity").selectOption("Low");
      button(first.page(), "Save").click();
      assertThat(first.page().locator("main")).containsText("Saved.");
      second.page().locator("#daily-limit").selectOption("10");
      button(second.page(), "Save").click();
      Locator problem = second.page().locator(".problem");
      assertThat(problem).containsText("Somebody else changed this");
      assertThat(problem.getByRole(AriaRole.ROW).filter(withText("Severity"))).containsText("Low");
      button(second.page(), "Save").click();
      assertThat(second.page().locator("main")).containsText("Saved.");
    }
  }

  @Test
  void a_policy_is_previewed_before_it_is_saved_and_moved_by_buttons() {
    portal.ask("petra@example.org", "x@elsewhere.test", "203.0.113.7");
    try (Window window = portal.window()) {
      for (String name : new String[] {"Sales", "Press"}) {
        Page page = window.go("/policies");
        link(page, "New policy").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(name);
        button(page, "Strict").click();
        assertThat(page.locator("#external")).hasValue("400");
        page.locator("#from-more").fill("petra@example.org paul@example.org, Old fax");
        page.locator("#from-more").press("Enter");
        assertThat(page.locator("#from-list li")).hasCount(3);
        button(page, "Preview who this applies to").click();
        assertThat(page.locator("dialog")).containsText("Nothing is saved yet");
        button(page, "Save").click();
        assertThat(page.locator("dialog")).containsText("Saved.");
      }
      Page page = window.go("/policies");
      button(page, "Move Press up").click();
      assertThat(page.locator(".note")).containsText("Press now has priority 0");
      Locator sales = page.getByRole(AriaRole.ROW).filter(withText("Sales"));
      sales
          .locator(".grip")
          .dragTo(page.getByRole(AriaRole.ROW).filter(withText("Press")).locator("th"));
      assertThat(page.locator(".note")).containsText("Sales now has priority 0");
      button(page, "Move Press up").click();
      assertThat(page.locator(".note")).containsText("Press now has priority 0");
      window.go("/entity?name=petra@example.org");
      assertThat(page.locator("#live")).containsText("Effective policy: Press");
    }
  }

  private static void bind(Window window, String name) {
    String policy = "{\"name\":\"" + name + "\"}";
    String rule =
        "{\"name\":\"%s\",\"policy\":\"%s\",\"fromMemberOf\":[\"nobodies\"],\"priority\":0}"
            .formatted(name, name);
    for (String[] each : new String[][] {{"policies", policy}, {"rules", rule}}) {
      APIResponse answer =
          window
              .page()
              .request()
              .post(
                  "/api/v1/outbound-spam-" + each[0],
                  RequestOptions.create()
                      .setHeader("Content-Type", "application/json")
                      .setData(each[1]));
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
  }

  private static void unbind(Window window, String name) {
    RequestOptions whatever = RequestOptions.create().setHeader("If-Match", "*");
    window.page().request().delete("/api/v1/outbound-spam-policies/" + name, whatever);
  }

  private static Locator row(Page page, String policy) {
    return page.locator("tr[data-priority]").filter(withText(policy));
  }

  @Test
  void policies_are_moved_by_keyboard_without_losing_the_place_and_by_finger() {
    try (Window window = portal.window()) {
      bind(window, "Lower");
      bind(window, "Upper");
      Page page = window.go("/policies");
      button(page, "Move Lower up").focus();
      page.keyboard().press("Enter");
      assertThat(page.locator(".note")).containsText("Lower now has priority 0");
      assertThat(page.locator("#said")).containsText("Lower now has priority 0");
      assertThat(button(page, "Move Lower down")).isFocused();
      page.keyboard().press("Enter");
      assertThat(page.locator(".note")).containsText("Lower now has priority 1");
      assertThat(row(page, "Lower").locator(":focus")).hasCount(1);
      Fingers fingers = new Fingers(page);
      fingers.drag(row(page, "Upper").locator(".grip"), row(page, "Lower").locator("th"));
      assertThat(page.locator(".note")).containsText("Upper now has priority 1");
      window.go("/policies/policy?name=Upper");
      assertThat(page.locator("main")).containsText("The configuration has no group 'nobodies'");
      unbind(window, "Lower");
      unbind(window, "Upper");
    }
  }
}
