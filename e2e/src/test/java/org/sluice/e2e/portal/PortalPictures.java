package org.sluice.e2e.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sluice.e2e.portal.Portal.Window;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.FreePort;
import org.sluice.testkit.SmtpSink;

/**
 * Draws {@code docs/images/portal}. Not part of the tests; run it by its name: {@code mvn -pl e2e
 * -am test -Dtest=PortalPictures -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class PortalPictures {
  private static final Path FOLDER = Path.of("../docs/images/portal");
  private static final String MAIL =
      """
      [mail]
      server = "127.0.0.1:%d"
      tls = "none"
      from = "sluice@example.org"
      """;
  private static final String PASSWORD = "correct horse battery staple";

  @Test
  void draw() throws IOException {
    try (SmtpSink mail = new SmtpSink(FreePort.next());
        Portal portal = new Portal(Portal.ANYWHERE, MAIL.formatted(mail.port()))) {
      drawAll(portal, Map.of("overview-fresh", "/", "restricted-empty", "/restricted"));
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
        String limits = "&external=200&internal=500&day=600&action=BlockUser&forwarding=Automatic";
        String on = limits + "&store-loss=Local&enabled=on&do=save&mode=";
        post(window, "/policies/new", "name=Trial accounts&group=trial" + on + "Monitor");
        post(window, "/policies/new", "name=Sales&domain=sales.example.org" + on + "Enforce");
        post(window, "/settings/tokens", "name=monitoring&role=SecurityReader&expires=2027-12-31");
        post(window, "/settings/tokens", "name=mx1&role=MailServer&expires=");
        post(
            window,
            "/restricted/restrict",
            "type=connector&name=scanner&reason=It sends without end&end=");
      }
      drawAll(portal, pages());
      drawDone(portal);
    }
  }

  private static void drawAll(Portal portal, Map<String, String> pages) {
    pages.forEach((name, where) -> {
      draw(portal, name, where, 1920, ColorScheme.LIGHT);
      draw(portal, name, where, 360, ColorScheme.DARK);
    });
  }

  /** What only somebody sees who comes without a token. */
  private static void drawDoor(Portal portal) {
    try (Window window = portal.stranger(1920, ColorScheme.LIGHT)) {
      Page page = window.go(portal.firstLink());
      drawBoth(page, "first-administrator");
      page.locator("#name").fill("root@example.org");
      page.locator("#password").fill(PASSWORD);
      page.locator("#again").fill(PASSWORD);
      page.locator("button.primary").click();
      page.locator("form[action='/sign-in']").waitFor();
      drawBoth(page, "sign-in");
      signIn(page);
      page.locator("#live").waitFor();
      window.go("/account");
      drawBoth(page, "account");
      window.go("/account/second-factor");
      drawBoth(page, "second-factor");
      page.locator("#password").fill(PASSWORD);
      page.locator("#code")
          .fill(Authenticator.code(page.locator("[name='secret']").getAttribute("value")));
      page.locator("button.primary").click();
      page.locator("main li code").first().waitFor();
      drawBoth(page, "recovery-codes");
      window.go("/account");
      page.locator("form[action='/sign-out'] button").click();
      signIn(page);
      page.locator("#code").waitFor();
      drawBoth(page, "code");
    }
  }

  private static void signIn(Page page) {
    page.locator("#name").fill("root@example.org");
    page.locator("#password").fill(PASSWORD);
    page.locator("button.primary").click();
  }

  private static void drawBoth(Page page, String name) {
    see(page, 1920, 1000, ColorScheme.LIGHT);
    picture(page, name + "-1920");
    see(page, 360, 740, ColorScheme.DARK);
    picture(page, name + "-360");
  }

  private static void see(Page page, int width, int height, ColorScheme scheme) {
    page.setViewportSize(width, height);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
  }

  private static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
  }

  /** What is there after something was done, or is shown once. */
  private static void drawDone(Portal portal) {
    try (Window window = portal.window(1920, ColorScheme.LIGHT)) {
      Page page = window.go("/settings/tokens");
      page.locator("#name").fill("reporting");
      page.locator("form[action='/settings/tokens'] button").click();
      page.locator("#secret").waitFor();
      drawBoth(page, "token-shown");
      window.go("/settings/administrators/administrator?id=eva@example.org");
      page.locator("details:has(form[action$='/link']) summary").click();
      page.locator("form[action$='/link'] button").click();
      page.locator("#shown-link").waitFor();
      drawBoth(page, "link-shown");
      for (String name : List.of("m1", "m2", "m3")) {
        post(
            window,
            "/restricted/restrict",
            "type=user&name=" + name + "@example.org&reason=By hand&end=");
      }
      window.go("/restricted?q=m1");
      press(page, "#unblock-user\\:m1\\@example\\.org", true);
      press(page, "dialog a.primary", false);
      press(page, "dialog button.primary", false);
      press(page, "dialog button.primary", false);
      drawBoth(page, "unblock-done");
      window.go("/restricted?q=m");
      page.locator("#pick-user\\:m2\\@example\\.org").check();
      page.locator("#pick-user\\:m3\\@example\\.org").check();
      press(page, "#unblock-selected", true);
      drawBoth(page, "unblock-many");
      press(page, "dialog button.primary", false);
      drawBoth(page, "unblock-many-done");
    }
  }

  /** Where each picture is taken: a path, and what is clicked there, one after the other. */
  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    String unblock = "/restricted then #unblock-user\\:anna\\@example\\.org";
    pages.put("overview", "/");
    pages.put("restricted", "/restricted");
    pages.put("restricted-nothing", "/restricted?q=anne&type=user");
    pages.put("restrict", "/restricted then #restrict");
    pages.put("unblock", unblock);
    pages.put("unblock-protect", unblock + " then dialog a.primary");
    pages.put("unblock-confirm", pages.get("unblock-protect") + " then dialog button.primary");
    pages.put("unblock-connector", "/restricted then #unblock-connector\\:scanner");
    pages.put("entity", "/entity?name=anna@example.org");
    pages.put("entity-restrictions", "/entity/restrictions?name=anna@example.org");
    pages.put("entity-unknown", "/entity?name=clar");
    pages.put("alert-policies", "/alert-policies");
    pages.put("alert-policy", "/alert-policies then #live tbody tr:last-child a");
    pages.put("alert-policy-new", "/alert-policies then #new");
    pages.put("alerts", "/alerts");
    pages.put("alert", "/alerts then #live tbody tr:first-child a");
    pages.put("policies", "/policies");
    pages.put("policy", "/policies then #live tbody a");
    pages.put("policy-new", "/policies then #new");
    pages.put("audit", "/audit");
    pages.put("audit-record", "/audit/record?number=2");
    pages.put("audit-switch", "/audit then #switch");
    pages.put("audit-verify", "/audit then #verify then dialog button.primary");
    pages.put("settings", "/settings");
    pages.put("administrators", "/settings/administrators");
    pages.put("administrator", "/settings/administrators/administrator?id=eva@example.org");
    pages.put("tokens", "/settings/tokens");
    pages.put("not-found", "/nowhere");
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
      String[] steps = where.split(" then ");
      Page page = window.go(steps[0]);
      for (int i = 1; i < steps.length; i++) {
        press(page, steps[i], i == 1);
      }
      if (page.locator("[data-plot]").count() > 0) {
        page.locator("[data-plot] canvas").last().waitFor();
      }
      // A page is wanted whole; on a telephone it would be a ribbon, and a pane has its own height.
      boolean whole = width > 500 && steps.length == 1;
      Path file = FOLDER.resolve(name + "-" + width + ".png");
      page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(whole));
    }
  }

  /** Presses what opens the pane or brings its next step, and waits for that. */
  private static void press(Page page, String what, boolean opens) {
    Locator sheet = page.locator("dialog .sheet");
    String before = opens ? "" : sheet.innerHTML();
    page.locator(what).first().click();
    Eventually.holds(what, () -> sheet.count() == 1 && !sheet.innerHTML().equals(before));
    page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
        .first()
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
  }
}
