package org.sluice.store.postgresql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.sluice.store.facts.FactsFailure;

/** Who this node is, across restarts: a name in its data directory. */
final class NodeFile {
  /** The file in the data directory. */
  static final String NAME = "node";

  private NodeFile() {}

  /**
   * The node's name; makes one if there is none.
   *
   * @throws FactsFailure if the file cannot be read or written, or holds no name
   */
  static String name(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, UUID.randomUUID() + "\n");
      }
      return UUID.fromString(Files.readString(file).strip()).toString();
    } catch (IOException | IllegalArgumentException e) {
      throw new FactsFailure(
          "The file "
              + file
              + " cannot be used: "
              + e
              + ". Remove it, and the node gets a new name.",
          e);
    }
  }
}
