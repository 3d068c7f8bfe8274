package org.sluice.e2e.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.e2e.portal.Controls.button;
import static org.sluice.e2e.portal.Controls.heading;
import static org.sluice.e2e.portal.Controls.link;
import static org.sluice.e2e.portal.Controls.named;
import static org.sluice.e2e.portal.Controls.withText;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.e2e.portal.Portal.Window;
import org.sluice.testkit.Eventually;

/** What administrators do, step by step, in a browser. */
class PortalProceduresTest {
  private static final int GONE = 410;
  private static final int TAKEN = 204;

  @TempDir private static Path folder;
  private static Portal portal;
  private static HttpServer pager;
  private static volatile int pagerAnswers = GONE;

  @BeforeAll
  static void start() throws IOException {
    pager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pager.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(pagerAnswers, -1);
          exchange.close();
        });
    pager.start();
    Path secret = Files.writeString(folder.resolve("secret"), "a secret of the pager\n");
    portal =
        new Portal(
            Portal.ANYWHERE,
            """
            [[webhook]]
            name = "pager"
            url = "http://127.0.0.1:%d/"
            secret-file = "%s"
            """
                .formatted(pager.getAddress().getPort(), secret));
    PlaywrightAssertions.setDefaultAssertionTimeout(Portal.PATIENCE_MILLIS);
  }

  @AfterAll
  static void stop() {
    portal.close();
    pager.stop(0);
  }

  @Test
  void the_list_shows_who_is_restricted_and_sorts_searches_and_exports() {
    portal.restrict("lena@example.org");
    portal.restrict("lars@example.org");
    try (Window window = portal.window()) {
      Page page = window.go("/");
      link(page, "Restricted entities").click();
      Locator lena = page.getByRole(AriaRole.ROW).filter(withText("lena@example.org"));
      assertThat(lena).containsText("User");
      assertThat(lena).containsText("ExceedingLimitType=External");
      assertThat(lena).containsText("501");
      page.getByRole(AriaRole.LINK, named("Entity")).click();
      Locator entity = page.getByRole(AriaRole.COLUMNHEADER, named("Entity"));
      assertThat(entity).hasAttribute("aria-sort", "ascending");
      page.getByLabel("Search", new Page.GetByLabelOptions().setExact(true)).fill("lars@");
      assertThat(page.locator("#live tbody tr")).hasCount(1);
      page.locator("#type").selectOption("connector");
      assertThat(page.locator("#live")).containsText("Nothing matches");
      APIResponse csv = page.request().get("/restricted.csv?q=lena");
      assertThat(csv.text())
          .startsWith("Entity,Type,Reason,Block,Created,Changed,Policy")
          .contains("lena@example.org,User,EmailSendingLimitExceeded;");
    }
  }

  @Test
  void a_user_is_unblocked_through_all_panes_to_yes_and_sends_at_once() {
    portal.restrict("anna@example.org");
    try (Window window = portal.window()) {
      Page page = window.go("/restricted?q=anna");
      link(page, "Unblock anna@example.org").click();
      assertThat(heading(page, "Unblock user")).isVisible();
      assertThat(page.locator("dialog")).containsText("external recipients per hour");
      assertThat(page.locator("dialog")).containsText("203.0.113.7");
      assertThat(page.locator("dialog")).containsText("Inbox rules");
      link(page, "Next").click();
      assertThat(heading(page, "Protect the account")).isVisible();
      assertThat(link(page, "Turn on multi-factor authentication"))
          .hasAttribute("href", "https://login.example.org/mfa");
      assertThat(link(page, "Change the password"))
          .hasAttribute("href", "https://login.example.org/password");
      page.getByLabel("Comment").fill("Password changed");
      button(page, "Submit").click();
      assertThat(heading(page, "Unblock anna@example.org?")).isVisible();
      assertThat(page.locator("dialog")).containsText("the next message passes");
      button(page, "No").click();
      assertThat(page.getByLabel("Comment")).hasValue("Password changed");
      button(page, "Submit").click();
      button(page, "Yes").click();
      assertThat(page.locator("dialog")).containsText("anna@example.org may send again");
      assertThat(portal.ask("anna@example.org", "x@elsewhere.test", "203.0.113.7"))
          .isEqualTo("action=DUNNO");
      link(page, "Close").click();
      assertThat(page.locator("dialog")).isHidden();
      assertThat(page.locator("#live")).not().containsText("anna@example.org");
      window.go("/entity?name=anna@example.org");
      assertThat(page.locator("main")).containsText("Password changed");
    }
  }

  @Test
  void an_alert_is_carried_through_its_life() {
    portal.restrict("alma@example.org");
    try (Window window = portal.window()) {
      Page page = window.go("/alerts?q=alma");
      link(page, "User restricted from sending email").click();
      page.locator("#alert-status").selectOption("Resolved");
      page.getByLabel("Assigned to").last().fill("rita");
      page.locator("#classification").selectOption("TruePositive");
      page.getByLabel("Add a comment").fill("Phished");
      button(page, "Save").click();
      assertThat(page.locator("dialog")).containsText("Phished");
      assertThat(page.locator("dialog")).containsText("Listed");
      link(page, "Close").click();
      assertThat(page.locator("#live")).not().containsText("User restricted from sending email");
      window.go("/alerts?q=alma&status=resolved");
      assertThat(page.locator("#live")).containsText("rita");
    }
  }

  @Test
  void what_was_given_up_is_tried_again_all_at_once_by_who_may() {
    String again = "Try all again that were given up";
    portal.restrict("gisa@example.org");
    try (Window window = portal.window();
        Window reading = portal.reader()) {
      Page page = window.page();
      Eventually.holds(
          "the pager is gone for good", () -> button(window.go("/settings"), again).count() == 1);
      assertThat(page.locator("section[aria-labelledby=outbox]")).containsText("HTTP 410");
      assertThat(button(reading.go("/settings"), again)).hasCount(0);
      pagerAnswers = TAKEN;
      button(page, again).click();
      assertThat(page.locator(".note")).containsText("tried again now: ");
      Eventually.holds(
          "all has arrived",
          () -> window.go("/settings").content().contains("Everything has arrived."));
    }
  }

  @Test
  void turning_the_audit_log_off_warns_on_every_page() {
    try (Window window = portal.window()) {
      Page page = window.go("/audit");
      link(page, "Turn off").click();
      assertThat(page.locator("dialog")).containsText("no alert fires");
      button(page, "Turn off").click();
      assertThat(page.locator(".banner")).containsText("alerts cannot fire");
      window.go("/settings");
      assertThat(page.locator(".banner")).containsText("Audit log is off");
      window.go("/audit/switch");
      button(page, "Turn on").click();
      assertThat(page.locator(".banner")).hasCount(0);
      window.go("/audit/verify");
      button(page, "Verify").click();
      assertThat(page.locator("main")).containsText("Nothing was changed or removed");
    }
  }

  @Test
  void many_are_unblocked_at_once_and_a_connector_has_one_page() {
    try (Window window = portal.window()) {
      for (String name : new String[] {"m1@example.org", "m2@example.org"}) {
        restrictByHand(window, "user", name);
      }
      Page page = window.go("/restricted?q=example.org");
      page.getByLabel("Select m1@example.org").check();
      page.getByLabel("Select m2@example.org").check();
      assertThat(page.locator("[data-chosen]")).hasText("2 selected");
      button(page, "Unblock").click();
      assertThat(heading(page, "Unblock 2 entities?")).isVisible();
      // As who draws a field larger does it: the refreshed list takes no style over.
      page.locator("#every").evaluate("box => box.style.height = '2em'");
      button(page, "Yes").click();
      assertThat(page.locator("dialog")).containsText("2 of 2 were unblocked");
      assertThat(page.locator("#live")).not().containsText("m1@example.org");
      restrictByHand(window, "connector", "scanner");
      window.go("/restricted?type=connector");
      link(page, "Unblock scanner").click();
      button(page, "Unblock connector").click();
      assertThat(page.locator("dialog")).containsText("scanner may send again");
    }
  }

  private static void restrictByHand(Window window, String type, String name) {
    Page page = window.go("/restricted/restrict?type=" + type + "&name=" + name);
    page.getByLabel("Reason").fill("By hand");
    button(page, "Restrict").click();
    assertThat(page.locator(".note")).containsText(name + " is restricted");
  }

  @Test
  void a_part_of_a_name_leads_to_the_sender() {
    portal.restrict("ottilie@example.org");
    try (Window window = portal.window()) {
      Page page = window.go("/");
      page.getByLabel("Find a sender").fill("ottil");
      page.getByLabel("Find a sender").press("Enter");
      assertThat(page.locator("main")).containsText("Nothing was ever counted or recorded");
      link(page, "ottilie@example.org").click();
      assertThat(page.locator("main")).containsText("Restricted since");
    }
  }

  @Test
  void a_reader_sees_no_buttons_and_is_refused_on_the_server_too() {
    portal.restrict("rolf@example.org");
    try (Window window = portal.reader()) {
      Page page = window.go("/restricted?q=rolf");
      assertThat(page.locator("#live")).containsText("rolf@example.org");
      assertThat(link(page, "Unblock rolf@example.org")).hasCount(0);
      APIResponse refused =
          page.request()
              .post(
                  "/restricted/unblock/many",
                  RequestOptions.create()
                      .setForm(FormData.create().set("who", "user:rolf@example.org")));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text()).contains("needs the role Security Administrator");
    }
    assertThat(portal.ask("rolf@example.org", "x@elsewhere.test", "203.0.113.7"))
        .contains("550 5.1.8");
  }
}
