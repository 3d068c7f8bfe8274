package org.sluice.store.embedded.facts;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sluice.store.facts.FactsFailure;

/**
 * That facts are being moved into a data directory: a file there, from before they are committed
 * until the counts that belong to them are in their place. Whoever is killed in between leaves it,
 * and nobody serves with what may be half.
 */
public final class UnfinishedMove {
  /** The file in the data directory. */
  public static final String NAME = "facts.moving";

  private UnfinishedMove() {}

  /**
   * From here on; returns when that is on the disk.
   *
   * @throws IOException if it cannot be written
   */
  public static void begin(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    Files.writeString(file, "Repeat `sluice store migrate --from postgresql --to embedded`.\n");
    force(file);
    force(folder);
  }

  /**
   * Until here; returns when that is on the disk.
   *
   * @throws IOException if it cannot be removed
   */
  public static void end(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
    force(folder);
  }

  /** Whether one was broken off. */
  public static boolean isLeft(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  /** Whoever serves with the directory, or moves out of it, requires that none was broken off. */
  static void requireNone(Path folder) {
    if (isLeft(folder)) {
      throw new FactsFailure(
          "The move of the facts into "
              + folder
              + " was broken off, and they or the counts may be missing. Repeat `sluice store migrate"
              + " --from postgresql --to embedded` with the same --config and --data: it begins"
              + " anew, and what is in PostgreSQL and Redis is as it was. Or leave it: to begin with"
              + " nothing, remove "
              + SqliteFacts.FILE
              + "*, "
              + NAME
              + " and the folder ledger from there.");
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
