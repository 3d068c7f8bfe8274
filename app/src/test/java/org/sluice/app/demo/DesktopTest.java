package org.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.testkit.Eventually;

/** Where a page is shown, and where it is not. */
class DesktopTest {
  private static final String URL = "http://127.0.0.1:1/first/x?to=%2Fentity%3Fname%3Da";
  @TempDir private Path folder;

  private Map<String, String> environment(String... more) throws IOException {
    Path program = folder.resolve("xdg-open");
    Files.writeString(
        program,
        "#!/bin/sh\nprintf %s \"$1\" >"
            + folder
            + "/part && mv "
            + folder
            + "/part "
            + folder
            + "/shown\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Map<String, String> all = new java.util.HashMap<>(Map.of("PATH", "/nowhere:" + folder));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  @Test
  void on_a_desktop_the_browser_shows_the_page() throws IOException {
    Desktop desktop = new Desktop(environment("DISPLAY", ":0"), false);
    assertThat(desktop.show(URL)).contains(folder.resolve("xdg-open"));
    Path shown = folder.resolve("shown");
    Eventually.holds("it was shown", () -> Files.exists(shown));
    assertThat(shown).hasContent(URL);
  }

  @Test
  void without_a_screen_over_ssh_or_without_the_program_nothing_is_shown() throws IOException {
    assertThat(new Desktop(environment(), false).show(URL)).isEmpty();
    Map<String, String> far = environment("DISPLAY", ":10", "SSH_CONNECTION", "192.0.2.1 1 2 22");
    assertThat(new Desktop(far, false).show(URL)).isEmpty();
    Map<String, String> bare = Map.of("WAYLAND_DISPLAY", "wayland-0", "PATH", "/nowhere");
    assertThat(new Desktop(bare, false).show(URL)).isEmpty();
    assertThat(folder.resolve("shown")).doesNotExist();
  }
}
