package org.sluice.e2e.portal;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/** Whether a page can be used by somebody who has a keyboard alone. */
final class Tabs {
  private static final int MOST = 400;

  private static final String BEGIN =
      """
      () => {
        window.missed = new Set([...document.querySelectorAll(
          'a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(e =>
          !e.disabled && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true})
          && !(e.type === 'radio' && !e.checked)));
        window.unseen = [];
      }\
      """;

  private static final String AT =
      """
      () => {
        const at = document.activeElement;
        window.missed.delete(at);
        if (at !== document.body && getComputedStyle(at).outlineStyle === 'none')
          window.unseen.push(at.outerHTML.slice(0, 120));
      }\
      """;

  private Tabs() {}

  /** Which controls the Tab key does not reach, or reaches without a mark that is seen. */
  static List<String> faults(Page page) {
    page.evaluate(BEGIN);
    for (int i = 0; i < MOST && (int) page.evaluate("window.missed.size") > 0; i++) {
      page.keyboard().press("Tab");
      page.evaluate(AT);
    }
    List<String> faults = new ArrayList<>();
    ((List<?>) page.evaluate("[...window.missed].map(e => e.outerHTML.slice(0, 160))"))
        .forEach(control -> faults.add("is not reached: " + control));
    ((List<?>) page.evaluate("window.unseen"))
        .forEach(control -> faults.add("shows no focus: " + control));
    return faults;
  }
}
