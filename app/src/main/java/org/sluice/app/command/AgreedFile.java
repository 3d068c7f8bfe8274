package org.sluice.app.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is made, or emptied, when its first byte comes: what it held stays while nothing
 * comes in its place. Not thread-safe.
 */
final class AgreedFile extends OutputStream {
  private final Path file;
  private OutputStream out = OutputStream.nullOutputStream();
  private boolean isOpen;

  AgreedFile(Path file) {
    this.file = file;
  }

  /**
   * Writes.
   *
   * @throws CommandRefused if the file cannot be written
   */
  @Override
  public void write(byte[] bytes, int offset, int count) {
    try {
      if (!isOpen) {
        out = Files.newOutputStream(file);
        isOpen = true;
      }
      out.write(bytes, offset, count);
    } catch (IOException e) {
      throw new CommandRefused(file + " cannot be written: " + e, e);
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
