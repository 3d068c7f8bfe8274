package org.sluice.store.facts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file on a disk that takes a few bytes at a time, and no more than there is room for. */
final class FillingChannel extends FileChannel {
  private static final int MOST_AT_ONCE = 7;

  private final FileChannel disk;
  private long room = Long.MAX_VALUE;

  FillingChannel(Path file) throws IOException {
    disk =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** From now on the file can grow to this many bytes. */
  void fillUpTo(long bytes) {
    room = bytes;
  }

  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    long free = Math.min(MOST_AT_ONCE, room - position);
    if (free <= 0) {
      throw new IOException("No space left on device");
    }
    int length = (int) Math.min(free, from.remaining());
    int written = disk.write(from.slice(from.position(), length), position);
    from.position(from.position() + written);
    return written;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    return disk.read(to);
  }

  @Override
  public long size() throws IOException {
    return disk.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    return disk.truncate(size);
  }

  @Override
  public void force(boolean metaData) throws IOException {
    disk.force(metaData);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    disk.close();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer to, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
