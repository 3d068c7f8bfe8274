package org.sluice.app.demo;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where somebody sits, if anybody does: there a page is shown by the browser that the person has
 * chosen. Nothing is shown over SSH or in a container.
 *
 * @param environment of the process
 * @param isMac whether there is macOS's {@code open}
 */
record Desktop(Map<String, String> environment, boolean isMac) {
  Desktop {
    environment = Map.copyOf(environment);
  }

  /** Of this process. */
  static Desktop ofSystem() {
    return new Desktop(System.getenv(), System.getProperty("os.name", "").startsWith("Mac"));
  }

  /** Shows a page; answers by which program, empty if there is no desktop or no such program. */
  Optional<Path> show(String url) {
    return program().filter(program -> start(program, url));
  }

  private Optional<Path> program() {
    boolean hasScreen =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    boolean isFar = environment.containsKey("SSH_CONNECTION");
    return isFar || !(isMac || hasScreen) ? Optional.empty() : found(isMac ? "open" : "xdg-open");
  }

  private Optional<Path> found(String name) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static boolean start(Path program, String url) {
    ProcessBuilder builder = new ProcessBuilder(program.toString(), url);
    builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
    try {
      var _ = builder.start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
