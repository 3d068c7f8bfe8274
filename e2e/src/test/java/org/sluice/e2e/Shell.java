package org.sluice.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sluice.app.Main;

/** Runs a command of the machine and gathers what it prints. */
public final class Shell {
  private static final int MOST_SECONDS = 120;

  private Shell() {}

  /** How it ended and what it printed. */
  public record Output(int status, String text) {}

  /** Runs a script of bash with more in its environment. */
  public static Output run(Map<String, String> environment, String script) {
    try {
      ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String text;
      try (InputStream out = process.getInputStream()) {
        text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      }
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("Still running after " + MOST_SECONDS + " s: " + script);
      }
      return new Output(process.exitValue(), text);
    } catch (IOException e) {
      throw new IllegalStateException(script, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(script, e);
    }
  }

  /** Runs a command that must succeed. */
  static String must(String script) {
    Output output = run(Map.of(), script);
    if (output.status() != 0) {
      throw new IllegalStateException(
          script + " ended with " + output.status() + ":\n" + output.text());
    }
    return output.text();
  }

  /** A command of {@code ./sluice} within this process, for the server of a data directory. */
  static Output sluice(Path data, String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--data", data.toString()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int status = Main.run(out, out, Map.of(), line.toArray(String[]::new));
    return new Output(status, bytes.toString(StandardCharsets.UTF_8));
  }
}
