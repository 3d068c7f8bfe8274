package org.sluice.e2e.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.e2e.portal.ForeignCode.textOf;
import static org.sluice.e2e.portal.ForeignCode.url;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sluice.e2e.portal.Portal.Window;
import org.sluice.testkit.FreePort;
import org.sluice.testkit.SmtpSink;

/** Foreign code in what answers a form, in panes and in the records of what was done is text. */
class ForeignCodeAnswersTest {
  private static final String TYPED = ForeignCode.TYPED.code();
  private static final String USER = ForeignCode.USER;
  private static final String BY_HAND = ForeignCode.IMAGE + "@b";
  private static final String DONE = "<svg/onload=window.hacked=2>done@example.org";

  /** Sends a form as a browser does that has no script for it. */
  private static final String SUBMIT =
      """
      ([path, fields]) => {
        document.body.dataset.left = "yes";
        const form = document.createElement("form");
        Object.assign(form, { method: "post", action: path });
        for (const field of fields) {
          const at = field.indexOf("=");
          const input = document.createElement("textarea");
          Object.assign(input, { name: field.slice(0, at), value: field.slice(at + 1) });
          form.append(input);
        }
        document.body.append(form);
        form.submit();
      }\
      """;

  private static SmtpSink receiver;
  private static Portal portal;
  private static String alert;

  @BeforeAll
  static void start() {
    receiver = new SmtpSink(FreePort.next());
    portal = new Portal(Portal.ANYWHERE, ForeignCode.configuration(receiver));
    alert = ForeignCode.fill(portal);
    try (Window window = portal.window()) {
      ForeignCode.change(window, alert);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    portal.close();
    receiver.close();
  }

  /** The text of the page that answers a form. */
  private static String answer(Window window, String path, List<String> fields) {
    Page page = window.page();
    page.evaluate(SUBMIT, List.of(path, fields));
    page.locator("body:not([data-left])").waitFor();
    page.waitForLoadState();
    return textOf(page, path + " " + fields);
  }

  @Test
  void what_is_different_now_is_text() {
    List<String> stale = List.of("version=0", "rule-version=0");
    try (Window window = portal.window()) {
      window.go("/settings");
      assertThat(
              answer(
                  window,
                  "/policies/policy",
                  with(ForeignCode.policy(ForeignCode.TYPED, ForeignCode.TYPED), stale)))
          .contains("What is different", TYPED)
          .contains(ForeignCode.LATER_DESCRIPTION.code(), ForeignCode.LATER_RULE_COMMENT.code());
      assertThat(
              answer(
                  window,
                  "/alert-policies/policy",
                  with(ForeignCode.alertPolicy(ForeignCode.TYPED, ForeignCode.TYPED), stale)))
          .contains("What is different", TYPED)
          .contains(ForeignCode.LATER_FILTER.code())
          .contains(ForeignCode.LATER_ALERT_POLICY_COMMENT.code());
      assertThat(
              answer(
                  window,
                  "/alerts/alert",
                  with(ForeignCode.alert(alert, ForeignCode.TYPED), stale)))
          .contains("What is different", TYPED, ForeignCode.LATER_ASSIGNEE.code());
      assertThat(
              answer(
                  window,
                  "/settings/administrators/administrator",
                  with(List.of("id=eva@example.org", "name=" + TYPED, "status=on"), stale)))
          .contains("eva@example.org");
    }
  }

  private static List<String> with(List<String> fields, List<String> more) {
    List<String> all = new ArrayList<>(fields);
    all.addAll(more);
    return all;
  }

  @Test
  void the_page_of_each_record_has_it_as_text() {
    StringBuilder changes = new StringBuilder();
    try (Window window = portal.window()) {
      String newest =
          window.go("/audit").locator("a[id^=record-]").first().getAttribute("id").substring(7);
      for (int number = Integer.parseInt(newest); number > 0; number--) {
        String path = "/audit/record?number=" + number;
        Page page = window.go(path);
        assertThat(textOf(page, path)).contains("Identifier");
        page.locator("h2:text-is('What changed') + table tbody")
            .allInnerTexts()
            .forEach(text -> changes.append(text).append('\n'));
      }
    }
    for (ForeignCode field :
        List.of(
            ForeignCode.DISPLAY_NAME,
            ForeignCode.LATER_DISPLAY_NAME,
            ForeignCode.POLICY_DESCRIPTION,
            ForeignCode.LATER_DESCRIPTION,
            ForeignCode.RULE_COMMENT,
            ForeignCode.LATER_RULE_COMMENT,
            ForeignCode.GROUP,
            ForeignCode.DOMAIN,
            ForeignCode.EXCEPTED_DOMAIN,
            ForeignCode.ALERT_FILTER,
            ForeignCode.LATER_FILTER,
            ForeignCode.ALERT_POLICY_COMMENT,
            ForeignCode.LATER_ALERT_POLICY_COMMENT,
            ForeignCode.ASSIGNEE,
            ForeignCode.LATER_ASSIGNEE)) {
      assertThat(changes.toString()).as(field.name()).contains(field.code());
    }
  }

  /** The restriction that the wizard of an entity is about. */
  private static String restriction(Window window, String user) {
    return window
        .go("/restricted/unblock?step=protect&who=" + url("user:" + user))
        .locator("input[name=restriction]")
        .getAttribute("value");
  }

  private static String unblock(Window window, String user, String... more) {
    return answer(window, "/restricted/unblock", with(List.of("who=user:" + user), List.of(more)));
  }

  @Test
  void the_wizard_that_answers_forms_has_it_as_text() {
    try (Window window = portal.window()) {
      String seen = "restriction=" + restriction(window, USER);
      String comment = "comment=" + TYPED;
      assertThat(unblock(window, USER, seen, comment)).contains("Are you sure?", USER, TYPED);
      assertThat(unblock(window, USER, seen, comment, "answer=no"))
          .contains("Step 2 of 2: " + USER, TYPED);
      assertThat(unblock(window, BY_HAND, "restriction=other", "answer=yes"))
          .contains(BY_HAND + " was restricted anew", ForeignCode.REASON.code());
      assertThat(
              answer(
                  window,
                  "/restricted/restrict",
                  List.of("type=user", "name=" + DONE, "reason=" + ForeignCode.REASON.code())))
          .contains(DONE);
      String fresh = "restriction=" + restriction(window, DONE);
      assertThat(unblock(window, DONE, fresh, comment, "answer=yes"))
          .contains(DONE + " may send again.");
      assertThat(unblock(window, DONE, fresh, comment, "answer=yes"))
          .contains(DONE + " is not restricted (any more)");
    }
  }

  @Test
  void many_at_once_have_it_as_text() {
    List<String> both = List.of("who=user:" + USER, "who=user:" + BY_HAND);
    try (Window window = portal.window()) {
      window.go("/settings");
      assertThat(answer(window, "/restricted/unblock/selected", both))
          .contains("Unblock 2 entities?", USER, BY_HAND);
      assertThat(
              answer(
                  window,
                  "/restricted/unblock/many",
                  with(both, List.of("comment=" + TYPED, "restriction=other"))))
          .contains("0 of 2 were unblocked.", USER, BY_HAND, ForeignCode.REASON.code());
      assertThat(answer(window, "/restricted/unblock/many", List.of("who=" + TYPED)))
          .contains(TYPED);
    }
  }

  @Test
  void panes_over_a_list_have_it_as_text() {
    try (Window window = portal.window()) {
      Page page = window.go("/restricted?type=user&q=" + url("><svg"));
      page.locator("tbody a[href^='/restricted/unblock']").first().click();
      assertThat(pane(page, "Next")).contains(USER);
      press(page, "Next");
      assertThat(pane(page, "Submit")).contains("Step 2 of 2: " + USER);
      page.locator("dialog textarea").fill(TYPED);
      press(page, "Submit");
      assertThat(pane(page, "Yes")).contains("Unblock " + USER + "?", TYPED);
      press(page, "No");
      assertThat(pane(page, "Submit")).contains(TYPED);
      window.go("/restricted?type=user&q=" + url("<"));
      page.locator("#every").check();
      page.locator("#unblock-selected").click();
      assertThat(pane(page, "Yes")).contains("entities?", USER, BY_HAND);
      window.go("/alert-policies");
      page.locator("tbody th a")
          .filter(new Locator.FilterOptions().setHasText(ForeignCode.ALERT_POLICY.code()))
          .click();
      assertThat(pane(page, "Save")).contains(ForeignCode.LATER_FILTER.code());
    }
  }

  /** The text of the page and of its pane, once that has a button of such a name. */
  private static String pane(Page page, String button) {
    button(page, button).waitFor();
    // What htmx has just put in is its own only when it has settled.
    page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
        .first()
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    return textOf(page, "the pane with " + button);
  }

  private static void press(Page page, String button) {
    button(page, button).click();
  }

  private static Locator button(Page page, String text) {
    return page.locator("dialog a.button, dialog button")
        .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^" + text + "$")));
  }
}
