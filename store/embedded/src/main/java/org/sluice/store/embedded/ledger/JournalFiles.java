package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes files of the journal; the tests make disks that fill up or fail. */
@FunctionalInterface
public interface JournalFiles {

  /** Makes a new, empty file; one of that name is replaced. */
  JournalFile create(Path path) throws IOException;

  /** Files on the disk. */
  static JournalFiles onDisk() {
    return path -> {
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      return new JournalFile() {
        @Override
        public void append(ByteBuffer bytes) throws IOException {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        }

        @Override
        public void force() throws IOException {
          channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
          channel.truncate(size);
          channel.position(size);
        }

        @Override
        public void close() throws IOException {
          channel.close();
        }
      };
    };
  }
}
