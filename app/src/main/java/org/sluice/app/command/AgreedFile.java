package org.sluice.app.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A file that takes the place of another when it is whole: what was there stays until then. It is
 * written beside it, under the name with {@code .part} behind, and stays there if it is not
 * finished. What is no file, such as a pipe, is written itself. Not thread-safe.
 */
final class AgreedFile extends OutputStream {
  private final Path file;
  private final Path written;
  private OutputStream out = OutputStream.nullOutputStream();
  private boolean isOpen;
  private boolean isWhole;

  AgreedFile(Path file) {
    this.file = file;
    boolean isOther = Files.exists(file) && !Files.isRegularFile(file);
    this.written = isOther ? file : Path.of(file + ".part");
  }

  /** All has come: what was written takes the place of the file when this is closed. */
  void isWhole() {
    isWhole = true;
  }

  /** Where the beginning of what did not come to its end is, if anything came. */
  Optional<Path> beginning() {
    return isOpen && !isWhole ? Optional.of(written) : Optional.empty();
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
        out = Files.newOutputStream(written);
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
    if (isOpen && isWhole && !written.equals(file)) {
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
