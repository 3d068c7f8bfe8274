package org.sluice.store.facts;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a node of a data directory decided and could not write to its database yet. */
public final class WaitingFacts {
  private WaitingFacts() {}

  /**
   * Requires that nothing waits in a data directory, and writes nothing of it. Only the node that
   * serves knows to which database it belongs.
   *
   * @throws FactsFailure if something does
   */
  public static void requireNone(Path folder) {
    Path file = folder.resolve(UnwrittenFile.NAME);
    if (!Files.exists(file)) {
      return;
    }
    try (UnwrittenFile left = UnwrittenFile.open(folder)) {
      if (!left.isEmpty()) {
        throw new FactsFailure(
            "Nothing is moved: the node of this data directory could not write all that it decided"
                + " to its database, and that waits in "
                + file
                + ". Start the node once more with the configuration that it ran with, until"
                + " sluice_facts_recording is 1; then stop it and try again.");
      }
    }
  }
}
