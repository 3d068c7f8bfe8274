package org.sluice.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * Sluice as a process of its own that starts fast: from jars, because only of jars Java keeps a
 * cache of classes (JEP 514), and with that cache.
 */
final class Program {
  private static final long TRAINING_SECONDS = 300;

  /** A process that lives for a second compiles little; the training keeps what it needs. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

  private static final List<String> OPTIONS =
      List.of(
          "-Xmx128m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-Xlog:aot=off",
          "-Xlog:cds=off",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Path folder;
  private final String classPath;

  private Program(Path folder, String classPath) {
    this.folder = folder;
    this.classPath = classPath;
  }

  /** Packs what this test runs with, and makes the cache; without one it starts all the same. */
  static Program packed(Path folder) throws IOException, InterruptedException {
    List<String> jars = new ArrayList<>();
    ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.isDirectory(Path.of(entry))) {
        String packed = folder.resolve(jars.size() + ".jar").toString();
        jar.run(
            System.out,
            System.err,
            "--create",
            "--no-compress",
            "--file",
            packed,
            "-C",
            entry,
            ".");
        jars.add(packed);
      } else if (entry.endsWith(".jar")) {
        jars.add(entry);
      }
    }
    Program program = new Program(folder, String.join(File.pathSeparator, jars));
    Process training =
        program.start(
            List.of("-XX:AOTCacheOutput=" + program.cache()),
            List.of("train", "--data", folder.resolve("training").toString()));
    if (!training.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)) {
      training.destroyForcibly();
    }
    return program;
  }

  private Path cache() {
    return folder.resolve("program.aot");
  }

  /** Starts {@code sluice} with these words. */
  Process start(String... words) throws IOException {
    return start(
        List.of(SHORT_LIVED, "-XX:AOTMode=auto", "-XX:AOTCache=" + cache()), List.of(words));
  }

  private Process start(List<String> more, List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(more);
    command.addAll(OPTIONS);
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    command.addAll(words);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  /** What it said, for who wants to know why it did not start. */
  String log() throws IOException {
    Path log = folder.resolve("log");
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
