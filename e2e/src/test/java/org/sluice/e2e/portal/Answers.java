package org.sluice.e2e.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sluice.e2e.portal.Portal.Window;

/** Sends forms as a browser does, and looks at what they are answered with. Not thread-safe. */
final class Answers {
  private static final int REDIRECT = 3;
  private static final String SEND =
      """
      ({path, fields}) => {
        document.body.dataset.old = '';
        const form = document.createElement('form');
        form.method = 'post';
        form.action = path;
        for (const field of fields) {
          const area = document.createElement('textarea');
          area.name = field.slice(0, field.indexOf('='));
          area.value = field.slice(field.indexOf('=') + 1);
          form.append(area);
        }
        document.body.append(form);
        form.submit();
      }\
      """;

  private final Window window;
  private final List<String> faults = new ArrayList<>();

  Answers(Window window) {
    this.window = window;
  }

  /**
   * Sends a form and looks at the page that comes, after redirects.
   *
   * @param fields name=value
   */
  void to(int status, String path, String... fields) {
    Page page = window.page();
    Response answer =
        page.waitForResponse(
            r -> r.request().isNavigationRequest() && r.status() / 100 != REDIRECT,
            () -> page.evaluate(SEND, Map.of("path", path, "fields", List.of(fields))));
    page.locator("body:not([data-old])").waitFor();
    page.waitForLoadState();
    String what = path + " " + List.of(fields);
    assertThat(answer.status()).as(what + ": " + answer.text()).isEqualTo(status);
    assertThat(answer.text()).as("nothing stands inline").doesNotContain(" style=");
    look(what);
  }

  /** Goes to a page and looks at it. */
  void at(String path) {
    window.go(path);
    look(path);
  }

  private void look(String what) {
    Page page = window.page();
    for (int width : new int[] {360, 1920}) {
      page.setViewportSize(width, width < 500 ? 740 : 1000);
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        Looks.faults(page).forEach(f -> faults.add(what + " " + width + " " + scheme + " " + f));
      }
    }
    Tabs.faults(page).forEach(f -> faults.add(what + " " + f));
  }

  /** The value of a hidden field of the page that is shown. */
  String hidden(String name) {
    String selector = "input[type=hidden][name='" + name + "']";
    return window.page().locator(selector).first().getAttribute("value");
  }

  /** What was wrong. */
  List<String> faults() {
    return faults;
  }
}
