package org.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A folder named as a sentence, with {@code steps} and, if it needs one, {@code sluice.toml}.
 *
 * <p>A step is a line {@code $ command}, run by bash with the verbs of {@code verbs.sh} ({@code $
 * sluice …} is the command line), or {@code @ clock …}, {@code @ mailbox USER has N}, {@code @ mail
 * for USER: TEXT} (waits for it), {@code @ restart}. The lines under a command must be found in its
 * output in this order, each as a part of a line; one that begins with {@code !} must not be found
 * at all; {@code ? N} is the exit status.
 */
record Scenario(String name, Optional<Path> configuration, List<Step> steps) {

  record Step(int line, String command, List<String> expected) {}

  static Scenario read(Path folder) {
    try {
      Path toml = folder.resolve("sluice.toml");
      return new Scenario(
          folder.getFileName().toString().replace('-', ' '),
          Files.exists(toml) ? Optional.of(toml) : Optional.empty(),
          steps(Files.readAllLines(folder.resolve("steps"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Step> steps(List<String> lines) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("$ ") || line.startsWith("@ ")) {
        steps.add(new Step(i + 1, line, new ArrayList<>()));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        steps.getLast().expected().add(line.strip());
      }
    }
    return steps;
  }
}
