package org.sluice.e2e.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sluice.app.serve.PostfixLines;
import org.sluice.e2e.MailSystem;
import org.sluice.e2e.Shell;
import org.sluice.e2e.portal.Portal.Window;
import org.sluice.testkit.FreePort;

/**
 * The three procedures of an administrator, of users whom Postfix's own submission got restricted:
 * Dovecot's login, swaks as the mail program, Chromium as the administrator.
 */
class RealMailTest {
  private static final int ROUNDS = 10;
  private static MailSystem mail;
  private static Portal portal;

  @BeforeAll
  static void start() {
    PlaywrightAssertions.setDefaultAssertionTimeout(Portal.PATIENCE_MILLIS);
    String delegation = "127.0.0.1:" + FreePort.next();
    portal = new Portal(delegation);
    mail =
        new MailSystem(
            PostfixLines.options(delegation),
            PostfixLines.options(delegation),
            PostfixLines.endpoint(delegation),
            Map.of());
  }

  @AfterAll
  static void stop() {
    mail.close();
    portal.close();
  }

  private static String submit(String login, String recipients) {
    return Shell.run(
            mail.ports(), "source scenarios/verbs.sh; submit %s %s".formatted(login, recipients))
        .text();
  }

  /** As a thief sends: five hundred strangers, then the one that crosses the limit. */
  private static void restrict(String login) {
    assertThat(submit(login, "$(recipients 500)")).contains("250 2.0.0 Ok: queued");
    assertThat(submit(login, "one-more@elsewhere.test"))
        .as(mail::log)
        .contains("550 5.1.8")
        .contains("bad outbound sender");
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, named(name));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, named(name));
  }

  private static Locator.FilterOptions withText(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  @Test
  void the_list_shows_whom_postfix_refuses_and_the_alert_policy_told_of_it_can_be_edited() {
    restrict("u1@example.org");
    try (Window window = portal.window()) {
      Page page = window.go("/");
      link(page, "Restricted entities").click();
      Locator row = page.getByRole(AriaRole.ROW).filter(withText("u1@example.org"));
      assertThat(row).containsText("ExceedingLimitType=External");
      link(page, "Alerts").click();
      assertThat(page.getByRole(AriaRole.ROW).filter(withText("u1@example.org")).first())
          .isVisible();
      link(page, "Alert policies").click();
      link(page, "User restricted from sending email").click();
      assertThat(page.getByLabel("On", new Page.GetByLabelOptions().setExact(true))).isChecked();
      assertThat(page.getByLabel("Send email notifications")).isChecked();
      assertThat(button(page, "Remove TenantAdmins")).isVisible();
      page.locator("#recipient-more").fill("watch@example.org");
      page.locator("#recipient-more").press("Enter");
      page.locator("#daily-limit").selectOption("10");
      button(page, "Save").click();
      assertThat(page.locator("dialog")).containsText("Saved.");
      link(page, "Close").click();
      assertThat(
              page.getByRole(AriaRole.ROW).filter(withText("User restricted from sending email")))
          .containsText("watch@example.org");
    }
  }

  @Test
  void unblocking_lets_the_next_message_through_postfix_and_how_soon_is_measured()
      throws Exception {
    long[] micros = new long[ROUNDS];
    int refusals = 0;
    try (Window window = portal.window()) {
      for (int i = 0; i < ROUNDS; i++) {
        String login = "u" + (i + 2) + "@example.org";
        restrict(login);
        Page page = toTheLastQuestion(window, login);
        Submitting.Accepted[] accepted = new Submitting.Accepted[1];
        long clicked = clickWhileRefused(page, login, accepted);
        micros[i] = TimeUnit.NANOSECONDS.toMicros(accepted[0].nanos() - clicked);
        refusals += accepted[0].refusals();
        assertThat(page.locator("dialog")).containsText(login + " may send again");
        assertThat(submit(login, "friend@elsewhere.test")).contains("250 2.0.0 Ok: queued");
      }
    }
    Arrays.sort(micros);
    assertThat(micros[0]).as("nobody passes before the click").isPositive();
    System.out.printf(
        "From the click on Yes to Postfix's 250: least %.1f ms, median %.1f ms, most %.1f ms;"
            + " %d recipients were refused until then, of %d users%n",
        micros[0] / 1e3, micros[ROUNDS / 2] / 1e3, micros[ROUNDS - 1] / 1e3, refusals, ROUNDS);
  }

  private static Page toTheLastQuestion(Window window, String login) {
    Page page = window.go("/restricted?q=" + login);
    link(page, "Unblock " + login).click();
    assertThat(page.locator("dialog")).containsText("external recipients per hour");
    link(page, "Next").click();
    page.getByLabel("Comment").fill("Password changed");
    button(page, "Submit").click();
    assertThat(page.locator("dialog")).containsText("the next message passes");
    return page;
  }

  /** Answers when Yes was clicked; by then the mail program has been refused at least once. */
  private static long clickWhileRefused(Page page, String login, Submitting.Accepted[] accepted)
      throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    CompletableFuture<Submitting.Accepted> first =
        CompletableFuture.supplyAsync(
            () -> new Submitting(mail.submission, login, "secret").first(refused::countDown));
    assertThat(refused.await(60, TimeUnit.SECONDS)).isTrue();
    long clicked = System.nanoTime();
    button(page, "Yes").click();
    accepted[0] = first.get(60, TimeUnit.SECONDS);
    return clicked;
  }
}
