package org.sluice.store.facts;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.HandOverMark;

/**
 * The marks in a mapped file, eight bytes for each channel by mail: setting one is one store into
 * memory that belongs to the operating system, which a killed process does not take with it. Each
 * channel is used by one thread.
 */
final class MarkFile implements HandOverMark {
  /** The file in the data directory. */
  static final String NAME = "outbox.mark";

  private static final List<Channel> MAILS = List.of(Channel.MAIL, Channel.REPORT);

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
      MappedByteBuffer memory =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) MAILS.size() * Long.BYTES);
      memory.order(ByteOrder.nativeOrder());
      return new MarkFile(memory);
    } catch (IOException e) {
      throw new FactsFailure("The file " + folder.resolve(NAME) + " cannot be used: " + e, e);
    }
  }

  /** The deliveries whose last step was taken last, of each channel; 0 where none was. */
  List<Long> all() {
    return MAILS.stream().map(channel -> memory.getLong(place(channel))).toList();
  }

  @Override
  public void set(Channel channel, long number) {
    if (channel.isMail()) {
      memory.putLong(place(channel), number);
    }
  }

  private static int place(Channel channel) {
    return MAILS.indexOf(channel) * Long.BYTES;
  }
}
