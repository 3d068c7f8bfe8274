package org.sluice.e2e.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Instant;
import java.time.ZoneOffset;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sluice.e2e.portal.Portal.Window;

/** The portal in a browser that runs no script: slower to use, and nothing is missing. */
class WithoutScriptTest {
  private static Portal portal;

  @BeforeAll
  static void start() {
    portal = new Portal();
    for (String login : new String[] {"anna", "bert"}) {
      portal.restrict(login + "@example.org");
    }
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static void isHeaded(Page page, String name) {
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name)).first())
        .isVisible();
  }

  @Test
  void lists_are_searched_and_sorted() {
    try (Window window = portal.withoutScript()) {
      Page page = window.go("/restricted");
      assertThat(page.locator("tbody tr")).hasCount(2);
      link(page, "Entity").click();
      link(page, "Entity").click();
      assertThat(page.locator("tbody th").first()).hasText("bert@example.org");
      page.getByLabel("Search", new Page.GetByLabelOptions().setExact(true)).fill("anna");
      button(page, "Search").click();
      assertThat(page.locator("tbody tr")).hasCount(1);
      assertThat(page.locator("tbody th")).hasText("anna@example.org");
    }
  }

  @Test
  void every_list_shows_what_there_is() {
    try (Window window = portal.withoutScript()) {
      assertThat(window.go("/alert-policies").locator("tbody tr")).hasCount(7);
      assertThat(window.go("/alerts").locator("tbody tr").first()).isVisible();
      assertThat(window.go("/policies").locator("tbody tr")).hasCount(1);
      assertThat(window.go("/audit").locator("tbody tr").first()).isVisible();
      assertThat(window.go("/").locator("main")).containsText("Restricted last");
    }
  }

  /** Fourteen days and the one that is not over, which in its first hour has none that is. */
  private static int daysWithHours(Instant now) {
    return now.atOffset(ZoneOffset.UTC).getHour() == 0 ? 14 : 15;
  }

  /** No script draws the plots. */
  @Test
  void what_plots_show_is_there_in_numbers() {
    try (Window window = portal.withoutScript()) {
      Instant before = Instant.now();
      Page page = window.go("/entity?type=user&name=anna@example.org");
      page.getByText("The day in numbers").click();
      Locator day = page.locator("#numbers-1");
      assertThat(day.locator("tbody tr").first()).containsText("500");
      Assertions.assertThat(day.locator("tbody tr").count()).isBetween(24, 25);
      page.getByText("The fortnight in numbers").click();
      assertThat(page.locator("#numbers-14 tbody tr").first()).isVisible();
      Assertions.assertThat(page.locator("#numbers-14 tbody tr").count())
          .isIn(daysWithHours(before), daysWithHours(Instant.now()));
      window.go("/").getByText("Decisions in numbers").click();
      assertThat(page.locator("#decisions-numbers tbody tr").first()).isVisible();
    }
  }

  @Test
  void the_wizard_is_walked_from_page_to_page() {
    portal.restrict("carl@example.org");
    try (Window window = portal.withoutScript()) {
      Page page = window.go("/restricted?q=carl");
      link(page, "Unblock carl@example.org").click();
      isHeaded(page, "Unblock user");
      assertThat(page.locator("main")).containsText("external recipients per hour");
      link(page, "Next").click();
      isHeaded(page, "Protect the account");
      page.getByLabel("Comment").fill("Password changed");
      button(page, "Submit").click();
      isHeaded(page, "Unblock carl@example.org?");
      button(page, "No").click();
      assertThat(page.getByLabel("Comment")).hasValue("Password changed");
      button(page, "Submit").click();
      button(page, "Yes").click();
      assertThat(page.locator("main")).containsText("carl@example.org may send again");
    }
    Assertions.assertThat(portal.ask("carl@example.org", "x@elsewhere.test", "203.0.113.7"))
        .isEqualTo("action=DUNNO");
  }

  @Test
  void an_alert_policy_is_edited() {
    try (Window window = portal.withoutScript()) {
      Page page = window.go("/alert-policies");
      link(page, "Suspicious connector activity").click();
      page.getByLabel("Severity").selectOption("Low");
      button(page, "Save").click();
      assertThat(page.locator("main")).containsText("Saved.");
      assertThat(page.getByLabel("Severity")).hasValue("Low");
    }
  }
}
