package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.sluice.app.Main;
import org.sluice.testkit.Eventually;

/** Sluice as a process of its own, which can be killed and started again. */
final class NodeProcess implements AutoCloseable {
  private final Path data;
  private final Path configuration;
  private Process process;

  NodeProcess(Path data, String toml) {
    this.data = data;
    this.configuration = data.resolveSibling(data.getFileName() + ".toml");
    try {
      Files.writeString(configuration, toml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** Returns when the doors listen, which is before the command line reaches it. */
  void start() {
    Path access = data.resolve("admin.access");
    Path log = data.resolveSibling(data.getFileName() + ".log");
    try {
      Files.deleteIfExists(access);
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xshare:auto",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "serve",
                  "--data",
                  data.toString(),
                  "--config",
                  configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Eventually.holds(
        "the node runs",
        () -> {
          assertThat(process.isAlive()).as(() -> said(log)).isTrue();
          return Files.exists(access);
        });
  }

  private static String said(Path log) {
    try {
      return "it runs; it said: " + Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
