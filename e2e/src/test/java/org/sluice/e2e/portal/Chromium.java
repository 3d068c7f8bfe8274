package org.sluice.e2e.portal;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium under Playwright. Not thread-safe. */
record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {
  static Chromium start() {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Chromium(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setTimeout(Portal.PATIENCE_MILLIS)
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage"))));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
