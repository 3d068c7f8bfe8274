package org.sluice.e2e.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sluice.e2e.portal.Portal.Window;

/**
 * Draws {@code docs/images/portal}. Not part of the tests; run it by its name: {@code mvn -pl e2e
 * -am test -Dtest=PortalPictures -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class PortalPictures {
  private static final Path FOLDER = Path.of("../docs/images/portal");
  private static final String PASSWORD = "correct horse battery staple";

  @Test
  void draw() {
    try (Portal portal = new Portal()) {
      drawDoor(portal);
      portal.restrict("anna@example.org");
      portal.restrict("bruno@example.org");
      for (int i = 0; i < 430; i++) {
        portal.ask("clara@example.org", "r" + i + "@elsewhere.test", "203.0.113.9");
        portal.ask("david@example.org", "r" + i % 280 + "@example.org", "203.0.113.9");
      }
      try (Window window = portal.window()) {
        String[][] people = {
          {"eva@example.org", "Eva Berg", "GlobalAdministrator", ""},
          {"udo@example.org", "Udo Lang", "SecurityAdministrator", "example.org"},
          {"rita@example.org", "Rita Moor", "SecurityReader", ""}
        };
        for (String[] p : people) {
          post(
              window,
              "/settings/administrators",
              "address=" + p[0] + "&name=" + p[1] + "&role=" + p[2] + "&domains=" + p[3]);
        }
        post(window, "/settings/tokens", "name=monitoring&role=SecurityReader&expires=2027-12-31");
        post(window, "/settings/tokens", "name=mx1&role=MailServer&expires=");
      }
      for (Map.Entry<String, String> each : pages().entrySet()) {
        draw(portal, each.getKey(), each.getValue(), 1920, ColorScheme.LIGHT);
        draw(portal, each.getKey(), each.getValue(), 360, ColorScheme.DARK);
      }
    }
  }

  /** What only somebody sees who comes without a token. */
  private static void drawDoor(Portal portal) {
    try (Window window = portal.stranger(1920, ColorScheme.LIGHT)) {
      Page page = window.go(portal.firstLink());
      page.locator("#name").fill("root@example.org");
      page.locator("#password").fill(PASSWORD);
      page.locator("#again").fill(PASSWORD);
      page.locator("button.primary").click();
      picture(page, "sign-in-1920");
      page.locator("#name").fill("root@example.org");
      page.locator("#password").fill(PASSWORD);
      page.locator("button.primary").click();
      page.locator("#live").waitFor();
      window.go("/account");
      picture(page, "account-1920");
      page.setViewportSize(360, 740);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      picture(page, "account-360");
      page.locator("form[action='/sign-out'] button").click();
      page.locator("#password").waitFor();
      picture(page, "sign-in-360");
    }
  }

  private static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("overview", "/");
    pages.put("restricted", "/restricted");
    pages.put("unblock", "/restricted #unblock-user\\:anna\\@example\\.org");
    pages.put("entity", "/entity?name=anna@example.org");
    pages.put("alert-policies", "/alert-policies");
    pages.put("alert-policy", "/alert-policies #live tbody tr:last-child a");
    pages.put("alerts", "/alerts");
    pages.put("alert", "/alerts #live tbody tr:first-child a");
    pages.put("policies", "/policies");
    pages.put("policy", "/policies #live tbody a");
    pages.put("audit", "/audit");
    pages.put("settings", "/settings");
    pages.put("administrators", "/settings/administrators");
    pages.put("administrator", "/settings/administrators/administrator?id=eva@example.org");
    pages.put("tokens", "/settings/tokens");
    return pages;
  }

  private static void post(Window window, String path, String form) {
    APIResponse answer =
        window
            .page()
            .request()
            .post(
                path,
                RequestOptions.create()
                    .setHeader("Content-Type", "application/x-www-form-urlencoded")
                    .setData(form.replace(" ", "+")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static void draw(
      Portal portal, String name, String where, int width, ColorScheme scheme) {
    try (Window window = portal.window(width, scheme)) {
      int blank = where.indexOf(' ');
      Page page = window.go(blank < 0 ? where : where.substring(0, blank));
      if (blank >= 0) {
        page.locator(where.substring(blank + 1)).first().click();
        page.locator("dialog .sheet").waitFor();
      }
      if (page.locator("[data-plot]").count() > 0) {
        page.locator("[data-plot] canvas").last().waitFor();
      }
      picture(page, name + "-" + width);
    }
  }
}
