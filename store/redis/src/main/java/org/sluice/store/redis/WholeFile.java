package org.sluice.store.redis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a small file, so that after a crash at any instant it holds either all of the old text
 * or all of the new one: written beside it, brought to the disk, renamed, and the folder brought to
 * the disk. Without the first force a file system may keep the name and lose what stands in it.
 */
final class WholeFile {
  /** Port: the steps of it. */
  interface Disk {
    /** The disk of this machine. */
    Disk REAL = new RealDisk();

    /** Writes a new file, or over one that a crash has left. */
    void write(Path file, String text) throws IOException;

    /** Waits until what was written to a file, or changed in a folder, is on the disk. */
    void force(Path path) throws IOException;

    /** Gives a file the name of another, which it replaces in one step. */
    void rename(Path from, Path to) throws IOException;
  }

  private record RealDisk() implements Disk {
    @Override
    public void write(Path file, String text) throws IOException {
      Files.writeString(file, text);
    }

    @Override
    public void force(Path path) throws IOException {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private final Path file;
  private final Path folder;
  private final Disk disk;

  WholeFile(Path folder, String name, Disk disk) {
    this.file = folder.resolve(name);
    this.folder = folder;
    this.disk = disk;
  }

  /**
   * Replaces it; returns when it is on the disk.
   *
   * @throws IOException if it cannot be written; then the old text stands there, or the new one
   */
  void replace(String text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    disk.write(beside, text);
    disk.force(beside);
    disk.rename(beside, file);
    disk.force(folder);
  }
}
