package org.sluice.server.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sluice.core.mail.EnvelopeSender;

/**
 * A message's content on its way into a file, the dots that transport added taken out (RFC 5321,
 * section 4.5.2). Beyond the bound nothing more is written. Not thread-safe.
 */
final class DraftFile implements AutoCloseable {
  private static final int FINAL_CRLF = 2;

  private final Path file;
  private final OutputStream out;
  private final boolean dotted;
  private long written;
  private boolean lineStart = true;

  /**
   * @param dotted whether the content came after DATA, with dots added and the final one at its end
   */
  DraftFile(Path file, EnvelopeSender sender, boolean dotted) throws IOException {
    this.file = file;
    this.dotted = dotted;
    this.out = new BufferedOutputStream(Files.newOutputStream(file));
    byte[] returnPath = ("Return-Path: <" + sender.address() + ">\r\n").getBytes(UTF_8);
    out.write(returnPath);
  }

  void add(byte[] bytes, int from, int to) throws IOException {
    for (int at = from; at < to; at++) {
      boolean added = dotted && lineStart && bytes[at] == '.';
      lineStart = bytes[at] == '\n';
      if (!added && ++written <= TryingMailbox.MAX_MESSAGE_BYTES + FINAL_CRLF) {
        out.write(bytes[at]);
      }
    }
  }

  boolean isTooLarge() {
    return written > TryingMailbox.MAX_MESSAGE_BYTES + (dotted ? FINAL_CRLF : 0);
  }

  /** The file, complete. Of the final dot's line only its line end was written, and goes. */
  Path end() throws IOException {
    out.close();
    if (dotted) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() - FINAL_CRLF);
      }
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(file);
  }
}
