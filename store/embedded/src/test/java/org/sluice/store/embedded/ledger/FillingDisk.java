package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A disk with so many bytes of room left; a write that does not fit leaves a part of itself. */
final class FillingDisk implements JournalFiles {
  private int roomLeft = Integer.MAX_VALUE;

  void roomLeft(int bytes) {
    roomLeft = bytes;
  }

  @Override
  public JournalFile create(Path path) throws IOException {
    JournalFile file = JournalFiles.onDisk().create(path);
    return new JournalFile() {
      @Override
      public void append(ByteBuffer bytes) throws IOException {
        int wanted = bytes.remaining();
        if (wanted > roomLeft) {
          file.append(bytes.slice(bytes.position(), roomLeft));
          roomLeft = 0;
          throw new IOException("No space left on device");
        }
        file.append(bytes);
        roomLeft -= wanted;
      }

      @Override
      public void force() throws IOException {
        file.force();
      }

      @Override
      public void truncate(long size) throws IOException {
        file.truncate(size);
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
