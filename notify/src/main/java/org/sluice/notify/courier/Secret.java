package org.sluice.notify.courier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sluice.core.outbox.NotDelivered;

/** A secret in a file, read each time it is needed; never kept, never logged. */
public final class Secret {
  /** The longest secret, in bytes. */
  public static final int MOST = 4_096;

  private Secret() {}

  /** The first line of the file. */
  public static String read(Path file) throws NotDelivered {
    try {
      if (Files.size(file) > MOST) {
        throw new NotDelivered(file + " has more than " + MOST + " bytes: it is no secret", false);
      }
      String first = Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      if (first.isEmpty()) {
        throw new NotDelivered("The first line of " + file + " is empty", false);
      }
      return first;
    } catch (IOException e) {
      throw new NotDelivered("The secret in " + file + " cannot be read: " + e, false, e);
    }
  }
}
