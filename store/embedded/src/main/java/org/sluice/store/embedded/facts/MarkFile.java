package org.sluice.store.embedded.facts;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sluice.core.outbox.HandOverMark;

/**
 * The mark in eight bytes of a mapped file: setting it is one store into memory that belongs to the
 * operating system, which a killed process does not take with it. Used by one thread.
 */
final class MarkFile implements HandOverMark {
  /** The file in the data directory. */
  static final String NAME = "outbox.mark";

  private final MappedByteBuffer memory;

  private MarkFile(MappedByteBuffer memory) {
    this.memory = memory;
  }

  /**
   * Opens the file of a folder; makes it if it is missing.
   *
   * @throws FactsFailure if it cannot be
   */
  static MarkFile open(Path folder) {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
      memory.order(ByteOrder.nativeOrder());
      return new MarkFile(memory);
    } catch (IOException e) {
      throw new FactsFailure("The file " + folder.resolve(NAME) + " cannot be used: " + e, e);
    }
  }

  /** The delivery whose last step was taken last; 0 if none was. */
  long get() {
    return memory.getLong(0);
  }

  @Override
  public void set(long number) {
    memory.putLong(0, number);
  }
}
