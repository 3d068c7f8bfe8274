package org.sluice.e2e.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sluice.e2e.portal.Controls.heading;
import static org.sluice.e2e.portal.Controls.link;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sluice.e2e.portal.Portal.Window;

/** Pages that stay open while something happens. */
class PortalRefreshTest {
  private static Portal portal;

  @BeforeAll
  static void start() {
    portal = new Portal();
    PlaywrightAssertions.setDefaultAssertionTimeout(Portal.PATIENCE_MILLIS);
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  @Test
  void an_open_list_is_refreshed_without_losing_the_readers_place() {
    try (Window window = portal.window()) {
      portal.restrict("stay@example.org");
      Page page = window.go("/restricted");
      page.getByLabel("Select stay@example.org").check();
      page.locator("#q").focus();
      portal.restrict("news@example.org");
      assertThat(page.locator("#live")).containsText("news@example.org");
      assertThat(page.getByLabel("Select stay@example.org")).isChecked();
      assertThat(page.locator("#q")).isFocused();
      link(page, "Unblock stay@example.org").click();
      assertThat(heading(page, "Unblock user")).isVisible();
      portal.restrict("more@example.org");
      assertThat(page.locator("#live")).containsText("more@example.org");
      assertThat(heading(page, "Unblock user")).isVisible();
    }
  }

  private static double top(Locator row) {
    return ((Number) row.evaluate("e => e.closest('tr').getBoundingClientRect().top"))
        .doubleValue();
  }

  /** Newest first: what is new comes above what is read. */
  @Test
  void what_is_read_stays_where_it_is_when_others_come_above_it() {
    for (int i = 1; i < 6; i++) {
      portal.restrict("row" + i + "@example.org");
    }
    try (Window window = portal.window(360, ColorScheme.LIGHT)) {
      Page page = window.go("/restricted?q=row");
      Locator read = link(page, "row3@example.org");
      read.evaluate("a => scrollBy(0, a.closest('tr').getBoundingClientRect().top - 40)");
      double before = top(read);
      portal.restrict("row6@example.org");
      assertThat(page.locator("#live")).containsText("row6@example.org");
      assertThat(top(link(page, "row3@example.org"))).isCloseTo(before, within(2.0));
      link(page, "row2@example.org").hover();
      before = top(link(page, "row2@example.org"));
      portal.restrict("row7@example.org");
      assertThat(page.locator("#live")).containsText("row7@example.org");
      assertThat(top(link(page, "row2@example.org"))).isCloseTo(before, within(2.0));
    }
  }

  @Test
  void the_limits_of_an_open_page_go_on_with_what_is_sent() {
    try (Window window = portal.window()) {
      Page page = window.go("/entity?type=user&name=sends@example.org");
      Locator used = page.locator("tr:has-text('external recipients per hour') td").first();
      assertThat(used).hasText("0");
      for (int i = 0; i < 7; i++) {
        portal.ask("sends@example.org", "t" + i + "@elsewhere.test", "203.0.113.7");
      }
      assertThat(used).hasText("7");
    }
  }

  /** Chromium without a screen takes no page for hidden, so pages are told so here. */
  private static final String LOOKED_AT =
      """
      let shown = true;
      Object.defineProperty(document, "hidden", { get: () => !shown });
      window.look = (yes) => { shown = yes; document.dispatchEvent(new Event("visibilitychange")); };
      """;

  /** A browser has six connections to a server for all its pages. */
  @Test
  void pages_that_are_not_looked_at_hold_up_none_that_is_and_catch_up_when_they_are() {
    try (Window window = portal.window()) {
      window.context().addInitScript(LOOKED_AT);
      List<Page> others = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Page other = window.context().newPage();
        other.navigate("/restricted");
        other.evaluate("look(false)");
        others.add(other);
      }
      Page page = window.go("/restricted");
      portal.restrict("ninth@example.org");
      assertThat(page.locator("#live")).containsText("ninth@example.org");
      Locator first = others.getFirst().locator("#live");
      assertThat(first).not().containsText("ninth@example.org");
      others.getFirst().evaluate("look(true)");
      assertThat(first).containsText("ninth@example.org");
      portal.restrict("tenth@example.org");
      assertThat(first).containsText("tenth@example.org");
    }
  }

  @Test
  void a_refresh_takes_neither_the_focus_nor_marked_text() {
    portal.restrict("kept@example.org");
    try (Window window = portal.window()) {
      Page page = window.go("/restricted");
      link(page, "kept@example.org").focus();
      portal.restrict("new1@example.org");
      assertThat(page.locator("#live")).containsText("new1@example.org");
      assertThat(link(page, "kept@example.org")).isFocused();
      link(page, "kept@example.org").evaluate("a => getSelection().selectAllChildren(a)");
      page.waitForResponse(
          answer -> answer.url().contains("/restricted?"),
          () -> portal.restrict("new2@example.org"));
      assertThat(page.evaluate("String(getSelection())")).isEqualTo("kept@example.org");
      assertThat(page.locator("#live")).not().containsText("new2@example.org");
      page.evaluate("getSelection().removeAllRanges()");
      assertThat(page.locator("#live")).containsText("new2@example.org");
    }
  }

  @Test
  void an_open_page_of_a_sender_is_refreshed_whole_and_keeps_its_plots() {
    try (Window window = portal.window()) {
      Page page = window.go("/entity?type=user&name=fresh@example.org");
      assertThat(page.locator("main")).containsText("It was never restricted.");
      page.locator("#plot-1").evaluate("plot => { plot.kept = true; }");
      portal.restrict("fresh@example.org");
      assertThat(page.locator("#live .problem")).containsText("Restricted since");
      assertThat(page.locator("main")).not().containsText("It was never restricted.");
      assertThat(page.locator("main")).not().containsText("No limit has restricted it.");
      assertThat(page.locator("main")).containsText("203.0.113.7");
      assertThat(page.evaluate("document.getElementById('plot-1').kept")).isEqualTo(true);
    }
  }

  @Test
  void the_numbers_of_a_plot_are_refreshed_with_it_and_stay_open() {
    try (Window window = portal.window()) {
      Page page = window.go("/entity?type=user&name=counted@example.org");
      Locator numbers = page.locator("#numbers-1");
      numbers.locator("summary").click();
      Locator now = numbers.locator("tbody tr").first();
      assertThat(now.locator("td").first()).hasText("0");
      portal.restrict("counted@example.org");
      assertThat(page.locator("#live .problem")).containsText("Restricted since");
      assertThat(now.locator("td").first()).hasText("500");
      assertThat(now.locator("td").first()).isVisible();
      assertThat(now.locator("td").first()).hasAttribute("data-label", "External");
      assertThat(now.locator("th")).hasAttribute("scope", "row");
      window.go("/");
      Locator decisions = page.locator("#decisions-numbers");
      decisions.locator("summary").click();
      Locator counted =
          decisions
              .locator("tbody td:last-child")
              .filter(new Locator.FilterOptions().setHasText(Pattern.compile("[1-9]")));
      assertThat(counted.first()).isVisible();
    }
  }

  @Test
  void an_answer_after_an_error_ends_the_notice_that_the_page_is_old() {
    Predicate<String> list = url -> url.contains("/restricted?");
    try (Window window = portal.window()) {
      Page page = window.go("/restricted");
      Locator lost = page.locator("#lost");
      page.route(list, route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
      portal.restrict("gap1@example.org");
      assertThat(lost).containsText("Sluice could not answer (503)");
      page.unroute(list);
      portal.restrict("gap2@example.org");
      assertThat(page.locator("#live")).containsText("gap2@example.org");
      assertThat(lost).isHidden();
      link(page, "Unblock gap2@example.org").click();
      assertThat(heading(page, "Unblock user")).isVisible();
      page.route(list, route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
      Locator trouble = page.locator("dialog .trouble");
      portal.restrict("gap3@example.org");
      assertThat(trouble).hasCount(1);
      page.waitForResponse(
          answer -> list.test(answer.url()), () -> portal.restrict("gap4@example.org"));
      assertThat(trouble).hasCount(1);
      page.unroute(list);
      portal.restrict("gap5@example.org");
      assertThat(trouble).hasCount(0);
    }
  }
}
