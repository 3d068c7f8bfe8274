package org.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that are kept as a person reads them. With {@code GOLDEN_WRITE} in the environment they are
 * written anew.
 */
public final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/org/sluice/notify");

  private Golden() {}

  public static void compare(String name, String actual) {
    Path file = FOLDER.resolve(name);
    try {
      if (System.getenv("GOLDEN_WRITE") != null) {
        Files.writeString(file, actual);
      }
      assertThat(actual).as(name).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
