package org.sluice.e2e.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.e2e.portal.Controls.button;
import static org.sluice.e2e.portal.Controls.heading;
import static org.sluice.e2e.portal.Controls.link;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Main;
import org.sluice.testkit.Eventually;

/**
 * {@code ./sluice demo} as its visitor walks through it: the link that it prints, to the page of
 * who was robbed. Its picture, {@code target/portal/demo.png}, is the README's.
 */
class DemoPortalTest {
  private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/first/\\S+");
  private static final Pattern FOLDER = Pattern.compile("removes (/\\S+)\\.");
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir private Path temporary;
  private Process demo;
  private Path said;

  @BeforeEach
  void start() throws IOException {
    said = temporary.resolve("said");
    demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    Eventually.holds("the story is told", () -> read().contains("Ctrl-C ends the demo"));
  }

  @AfterEach
  void stop() {
    demo.destroyForcibly();
  }

  private String read() {
    try {
      return Files.readString(said, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String found(Pattern pattern, int group) {
    Matcher matcher = pattern.matcher(read());
    assertThat(matcher.find()).as(pattern.pattern()).isTrue();
    return matcher.group(group);
  }

  @Test
  void the_link_leads_to_the_page_of_who_was_robbed_and_there_he_is_unblocked()
      throws InterruptedException {
    PlaywrightAssertions.setDefaultAssertionTimeout(Portal.PATIENCE_MILLIS);
    try (Chromium chromium = Chromium.start()) {
      Page page =
          chromium.browser().newPage(new Browser.NewPageOptions().setViewportSize(1920, 1000));
      page.navigate(found(LINK, 0));
      page.getByLabel("Your address").fill("root@example.org");
      page.locator("#password").fill(PASSWORD);
      page.locator("#again").fill(PASSWORD);
      button(page, "Become administrator").click();
      assertThat(heading(page, "Sign in")).isVisible();
      page.locator("#name").fill("root@example.org");
      page.locator("#password").fill(PASSWORD);
      button(page, "Sign in").click();
      assertThat(heading(page, "henri.martin@example.org")).isVisible();
      assertThat(page.locator("#live .problem")).containsText("Restricted since");
      // A fortnight of ordinary mail, and the hour of the theft.
      page.getByText("The fortnight in numbers").click();
      assertThat(page.locator("#numbers-14 tbody tr").nth(3)).isVisible();
      page.getByText("The fortnight in numbers").click();
      page.locator("#plot-14 canvas").waitFor();
      page.evaluate("scrollTo(0, 0)");
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of("target/portal/demo.png")));
      link(page, "Unblock").click();
      link(page, "Next").click();
      button(page, "Submit").click();
      button(page, "Yes").click();
      assertThat(page.locator("body")).containsText("henri.martin@example.org may send again");
    }
    Path folder = Path.of(found(FOLDER, 1));
    assertThat(folder).exists();
    demo.destroy();
    assertThat(demo.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(folder).doesNotExist();
  }
}
