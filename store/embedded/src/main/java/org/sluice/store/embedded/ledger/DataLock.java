package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps every Sluice from starting with a folder, while something else is done with it. */
public final class DataLock implements AutoCloseable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks the folder of a ledger; makes it if it is missing.
   *
   * @throws LedgerFailure if a Sluice runs with it
   */
  public static DataLock of(Path ledger) {
    try {
      return new DataLock(new LedgerFiles(Files.createDirectories(ledger)).lockFolder());
    } catch (IOException e) {
      throw new LedgerFailure("The folder " + ledger + " cannot be locked: " + e, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
