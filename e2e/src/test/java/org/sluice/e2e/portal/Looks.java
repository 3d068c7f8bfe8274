package org.sluice.e2e.portal;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whether everybody can use a page, in whatever window: axe-core, and nothing is cut off. */
final class Looks {
  private static final String SERIOUS =
      "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
          + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
          + ".map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).join(' | '))";

  private Looks() {}

  /** What is wrong with the page that a window shows. */
  static List<String> faults(Page page) {
    page.evaluate(axe());
    List<String> faults = new ArrayList<>();
    ((List<?>) page.evaluate(SERIOUS)).forEach(fault -> faults.add(String.valueOf(fault)));
    Object over =
        page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth");
    if (Boolean.TRUE.equals(over)) {
      faults.add("is wider than the window");
    }
    return faults;
  }

  private static String axe() {
    try (InputStream in = Looks.class.getResourceAsStream("axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
